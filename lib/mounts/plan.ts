import { keptOptions, lockedOptions, type TableLine } from "./mount_table.ts";
import { lookAt } from "../linux/paths.ts";
import { bindable, isWithin, type Mount } from "./mountinfo.ts";

/**
 * A directory of mount(8) itself: once it has ended, the kernel takes away what was mounted there.
 */
const COVER = "/proc/self/task";
/** Where what is to be seen is put together. Only the user that runs mount(8) passes the cover. */
const TREE = `${COVER}/tree`;

/** The source of what all views are mounted in, as /proc/self/mountinfo shows it. */
export const ROOT_SOURCE = "org.osbuild.containers";

/** A directory that is to be seen below a target. */
export interface View {
  /** The directory, a path without symbolic links. */
  readonly source: string;
  /** The mount point's path in the target. */
  readonly mountPoint: string;
}

/** What is to be mounted. */
export interface Task {
  /** What is to be seen, at least one. */
  readonly views: readonly View[];
  /** Whether all mounts inside of views are shown, or only those directly in one. */
  readonly recursive: boolean;
  /** The mounts to be shown in views, all of which a path leads to. */
  readonly inside: readonly Mount[];
  /** Whether the kernel refuses read-only mounts. */
  readonly writable: boolean;
}

/**
 * Plans mounts that are read-only from the moment at which they can be seen.
 *
 * Before util-linux 2.39, mount(8) needs two system calls for a read-only bind mount, and it goes
 * on when the service is killed: a recursive delete of the target in between would empty the image.
 * So everything is put together and made read-only where nobody deletes, and then bound on the
 * target, all at once. Since that place can be seen by every user, a file system that only the owner
 * can enter is mounted there before.
 *
 * @param place a path to the target that nobody can redirect
 * @throws {SystemError} when a directory does not exist
 */
export function planStaged(task: Task, place: string): TableLine[] {
  const options = ["private", "mode=700", "size=64k", "nosuid,nodev,noexec"];
  return [
    { source: "none", target: COVER, type: "tmpfs", options },
    planRoot(TREE, "X-mount.mkdir=0700"),
    ...(task.recursive ? planViews(task, TREE) : planStages(task)),
    makePrivate(TREE),
    { source: TREE, target: place, options: ["rbind"] },
  ];
}

/**
 * Plans the file system that views are mounted in. Nobody but root can exchange a mount point in
 * it, whoever owns the target.
 */
export function planRoot(target: string, ...options: string[]): TableLine {
  const all = ["mode=755", "size=64k", "nosuid,nodev,noexec", ...options];
  return { source: ROOT_SOURCE, target, type: "tmpfs", options: all };
}

/**
 * Plans mounts for where nothing can be mounted in /proc: each is made, then made read-only.
 *
 * @param root a path to what {@linkcode planRoot} mounted
 * @throws {SystemError} when a directory does not exist
 */
export function planDirect(task: Task, root: string): TableLine[] {
  return [makePrivate(root), ...planViews(task, root), makePrivate(root)];
}

function planViews(task: Task, root: string): TableLine[] {
  return withParts(task).flatMap(({ source, mountPoint }) => {
    const target = `${root}/${mountPoint}`;
    const line = { source, target, options: [...optionsOf(task, source), "X-mount.mkdir=0755"] };
    if (!task.recursive || task.writable) return [line];
    const taken = bindable(task.inside.filter(({ path }) => isBelow(path, source)));
    // They were mounted along with the directory around them.
    const remounts = taken.map(({ path, options }): TableLine => ({
      source: "none",
      target: `${target}${path.slice(source.length)}`,
      options: ["remount", "bind", "ro", ...keptOptions(options)],
    }));
    return [line, ...remounts];
  });
}

/**
 * Plans views without the mounts inside of them, each staged first: until a mount is private, what
 * others mount in its directory meanwhile is mounted in it, too. A bind of that leaves it out.
 */
function planStages(task: Task): TableLine[] {
  return withParts(task).flatMap(({ source, mountPoint }, i) => {
    const [stage, target] = [`${COVER}/${i}`, `${TREE}/${mountPoint}`];
    return [
      { source, target: stage, options: [...optionsOf(task, source), "X-mount.mkdir=0700"] },
      { source: stage, target, options: ["bind", "X-mount.mkdir=0755"] },
    ];
  });
}

/** The views and, where these are bound without mounts, those that are to be shown all the same. */
function withParts({ views, recursive, inside }: Task): View[] {
  if (recursive) return [...views];
  return views.flatMap((view) => {
    const parts = inside.map(({ path }) => path)
      .filter((path) => isBelow(path, view.source) && lookAt(path)?.isDirectory)
      .map((path) => ({
        source: path,
        mountPoint: `${view.mountPoint}${path.slice(view.source.length)}`,
      }));
    return [view, ...parts];
  });
}

/** Whether mount(8) complained of the stage itself, whatever else was printed. */
export function isStageRefused(printed: string): boolean {
  return /^mount: \/proc\/self\/task(\/tree)?: /m.test(printed);
}

/**
 * Puts the paths of the user into what mount(8) said.
 *
 * @returns the text, as if everything had been mounted right where it is to be seen
 */
export function inPathsOfUser(task: Task, target: string, printed: string): string {
  const views = withParts(task);
  return printed
    .replace(/\/proc\/self\/(?:task\/tree|fd\/\d+(?:\/\.)?)/g, () => target)
    .replace(/\/proc\/self\/task\/(\d+)/g, (_, i) => `${target}/${views[i]?.mountPoint}`);
}

function optionsOf({ recursive, writable }: Task, source: string): string[] {
  const bind = recursive ? ["rbind"] : ["bind", "private"];
  return writable ? bind : [...bind, "ro", ...lockedOptions(source)];
}

/** Lets nothing that others mount at the same places come along. */
function makePrivate(root: string): TableLine {
  return { source: "none", target: root, options: ["rprivate"] };
}

function isBelow(path: string, directory: string): boolean {
  return path !== directory && isWithin(path, directory);
}

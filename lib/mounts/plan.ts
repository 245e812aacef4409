import { keptOptions, lockedOptions } from "./locked_options.ts";
import { isWithin, type Mount } from "./mountinfo.ts";
import type { TableLine } from "./mount_table.ts";

/**
 * A directory of mount(8)'s own process: once that is reaped, the kernel removes what is mounted
 * there.
 */
const COVER = "/proc/self/task";
/** The staging mount point. Only the user that runs mount(8) can pass the cover. */
const STAGE = `${COVER}/stage`;

/** A directory that is to be seen below a target. */
export interface View {
  /** The directory, a path without symbolic links. */
  readonly source: string;
  /** The mount point's name in the target. */
  readonly mountPoint: string;
}

/** What is to be mounted, and where. */
export interface Task {
  /** An existing directory. */
  readonly target: string;
  /** What is to be seen, at least one. */
  readonly views: readonly View[];
  /** The mounts in and around the views' directories that a recursive bind takes along. */
  readonly inside: readonly Mount[];
}

/**
 * Plans mounts that are read-only from the moment at which they can be seen.
 *
 * Before util-linux 2.39, mount(8) needs two system calls for a read-only bind mount, and it goes
 * on when the service is killed: a recursive delete of the target in between would empty the image.
 * But what is bound from a read-only mount is read-only at once. So the directory that all images
 * are in is first mounted and made read-only where nothing is deleted, and the images are bound
 * from there. Every user can see that place, so a file system that only its owner can enter is
 * mounted on it first.
 *
 * @param task what is to be mounted
 * @returns the mounts, in order: the stage, the target on itself, the images
 * @throws {SystemError} when a directory does not exist
 */
export function planStaged(task: Task): TableLine[] {
  const { views, inside } = task;
  const root = commonDirectory(views);
  const staged = (path: string) => `${STAGE}${root === "/" ? path : path.slice(root.length)}`;
  const [options, cover] = [readOnly(root), ["private", "mode=700", "size=64k"]];
  return [
    { source: "none", target: COVER, type: "tmpfs", options: [...cover, "nosuid,nodev,noexec"] },
    { source: root, target: STAGE, options: [...options, "X-mount.mkdir=0700"] },
    ...inside
      .filter(({ path }) => path !== root && isWithin(path, root))
      .filter(({ path }) => views.some(({ source }) => areNested(path, source)))
      .map((it) => remount(it, staged(it.path))),
    anchor(task),
    ...views.map(({ source, mountPoint }) => bind(staged(source), `${task.target}/${mountPoint}`)),
  ];
}

/**
 * Plans mounts for where nothing can be mounted in /proc: each is made, then made read-only.
 *
 * @param task what is to be mounted
 * @returns the mounts, in order
 * @throws {SystemError} when a directory does not exist
 */
export function planDirect(task: Task): TableLine[] {
  const binds = task.views.flatMap(({ source, mountPoint }) => {
    const target = `${task.target}/${mountPoint}`;
    return [
      { source, target, options: readOnly(source) },
      ...task.inside.filter(({ path }) => path !== source && isWithin(path, source))
        .map((it) => remount(it, `${target}${it.path.slice(source.length)}`)),
    ];
  });
  return [anchor(task), ...binds];
}

/**
 * Plans mounts for where the kernel refuses read-only ones.
 *
 * @param task what is to be mounted
 * @returns the mounts, in order
 */
export function planWritable(task: Task): TableLine[] {
  const { target, views } = task;
  return [
    anchor(task),
    ...views.map(({ source, mountPoint }) => bind(source, `${target}/${mountPoint}`)),
  ];
}

/**
 * Whether mount(8) failed at the staging mount.
 *
 * @param printed what it printed for {@linkcode planStaged}
 */
export function isStageRefused(printed: string): boolean {
  return printed.startsWith(`mount: ${COVER}`);
}

/**
 * Replaces staging paths by the user's paths in what mount(8) printed for {@linkcode planStaged}.
 *
 * @param task what was to be mounted
 * @param printed what it printed
 * @returns the text, as if the images had been mounted from where they are
 */
export function inPathsOfUser({ views }: Task, printed: string): string {
  return printed.replaceAll(STAGE, () => commonDirectory(views));
}

/**
 * Finds the directory that has to be staged for all views.
 *
 * @param views the views, at least one
 * @returns the only view's directory, or one that all are in
 */
export function commonDirectory(views: readonly View[]): string {
  const [first, ...others] = views.map(({ source }) => source);
  let start = first ?? "/";
  if (others.length === 0) return start;
  for (const source of others) {
    while (!source.startsWith(start)) start = start.slice(0, -1);
  }
  return start.slice(0, start.lastIndexOf("/")) || "/";
}

/** The target on itself: mounts below it are private, and are unmounted with it. */
function anchor({ target }: Task): TableLine {
  return { source: target, target, options: ["bind", "private"] };
}

function bind(source: string, target: string): TableLine {
  return { source, target, options: ["rbind", "rprivate"] };
}

function readOnly(source: string): string[] {
  return ["rbind", "rprivate", "ro", ...lockedOptions(source)];
}

/** Makes a mount read-only that a recursive bind took along. */
function remount({ options }: Mount, target: string): TableLine {
  return { source: "none", target, options: ["remount", "bind", "ro", ...keptOptions(options)] };
}

function areNested(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one);
}

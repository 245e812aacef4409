import { keptOptions, lockedOptions, type TableLine } from "./mount_table.ts";
import { bindable, isWithin, type Mount } from "./mountinfo.ts";

/**
 * A directory of mount(8) itself: once it has ended, the kernel takes away what was mounted there.
 */
const COVER = "/proc/self/task";
/** The staging mount point. Nobody but the user that runs mount(8) gets past the cover to it. */
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
  /** An existing directory, without symbolic links. */
  readonly target: string;
  /** What is to be seen, at least one. */
  readonly views: readonly View[];
  /** The mounts in and around the views' directories that a path leads to. */
  readonly inside: readonly Mount[];
}

/**
 * Plans mounts that are read-only from the moment at which they can be seen.
 *
 * Before util-linux 2.39, mount(8) needs two system calls for a read-only bind mount, and it goes
 * on when the service is killed: a recursive delete of the target in between would empty the image.
 * But what is bound from a read-only mount is read-only at once. So the directory that all images
 * are in is first mounted and made read-only where nobody deletes, and the images are bound from
 * there. Since that place can be seen by every user, a file system that only the owner can enter is
 * mounted there before.
 *
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
    ...taken(inside, root)
      .filter(({ path }) => views.some(({ source }) => areNested(path, source)))
      .map((it) => remount(it, staged(it.path))),
    anchor(task),
    ...views.map(({ source, mountPoint }) => bind(staged(source), `${task.target}/${mountPoint}`)),
  ];
}

/**
 * Whether {@linkcode planStaged} shows all views: the stage lacks an image that is on a mount which
 * can't be bound, though a mount of its own makes it possible to bind the image itself.
 */
export function canStage({ views, inside }: Task): boolean {
  const root = commonDirectory(views);
  const kept = new Set(taken(inside, root));
  const missing = below(inside, root).filter((it) => !kept.has(it));
  return !missing.some(({ path }) => views.some(({ source }) => isWithin(source, path)));
}

/**
 * Plans mounts for where nothing can be mounted in /proc, or not all images can be staged: each is
 * made, then made read-only.
 *
 * @throws {SystemError} when a directory does not exist
 */
export function planDirect(task: Task): TableLine[] {
  const binds = task.views.flatMap(({ source, mountPoint }) => {
    const target = `${task.target}/${mountPoint}`;
    return [
      { source, target, options: readOnly(source) },
      ...taken(task.inside, source)
        .map((it) => remount(it, `${target}${it.path.slice(source.length)}`)),
    ];
  });
  return [anchor(task), ...binds];
}

/** Plans mounts for where the kernel refuses read-only ones. */
export function planWritable(task: Task): TableLine[] {
  const { target, views } = task;
  return [
    anchor(task),
    ...views.map(({ source, mountPoint }) => bind(source, `${target}/${mountPoint}`)),
  ];
}

/** Whether mount(8) complained first of the stage. */
export function isStageRefused(printed: string): boolean {
  return printed.startsWith(`mount: ${COVER}`);
}

/**
 * Puts the paths of the user into what mount(8) said of {@linkcode planStaged}.
 *
 * @returns the text, as if the images had been mounted from where they are
 */
export function inPathsOfUser({ views }: Task, printed: string): string {
  return printed.replaceAll(STAGE, () => commonDirectory(views));
}

/**
 * Finds the directory that has to be staged for all views.
 *
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

/** The mounts that a recursive bind of a directory takes along. */
function taken(mounts: readonly Mount[], directory: string): Mount[] {
  return bindable(below(mounts, directory));
}

function below(mounts: readonly Mount[], directory: string): Mount[] {
  return mounts.filter(({ path }) => path !== directory && isWithin(path, directory));
}

/** The target on itself: what is mounted below is private, and goes with it at the end. */
function anchor({ target }: Task): TableLine {
  return { source: target, target, options: ["bind", "private"] };
}

function bind(source: string, target: string): TableLine {
  return { source, target, options: ["rbind", "rprivate"] };
}

function readOnly(source: string): string[] {
  return ["rbind", "rprivate", "ro", ...lockedOptions(source)];
}

/** Makes read-only what was mounted along with the directory around it. */
function remount({ options }: Mount, target: string): TableLine {
  return { source: "none", target, options: ["remount", "bind", "ro", ...keptOptions(options)] };
}

function areNested(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one);
}

import type { Identity } from "../linux/identity.ts";
import { lockedOptions } from "./locked_options.ts";
import { isWithin, type Mount } from "./mountinfo.ts";
import type { Bind } from "./mount_table.ts";

/**
 * A directory that only mount(8) has: once it has ended, the kernel takes away what was mounted there.
 */
const HIDING_PLACE = "/proc/self/task";

/** A directory that is to be seen below a target. */
export interface View {
  /** The directory, a path without symbolic links. */
  readonly source: string;
  /** What `source` led to when it was checked. */
  readonly identity: Identity;
  /** The mount point's name in the target. */
  readonly name: string;
}

/** What is to be mounted, and where. */
export interface Task {
  /** An existing directory. */
  readonly target: string;
  /** Whether the target is to be mounted on itself first, so that it takes all along at the end. */
  readonly anchored: boolean;
  /** What is to be seen, at least one. */
  readonly views: readonly View[];
  /** What is mounted around the views' directories and inside of them. */
  readonly inside: readonly Mount[];
}

/**
 * Plans mounts that are read-only from the moment at which they can be seen.
 *
 * Before util-linux 2.39, mount(8) needs two system calls for a read-only bind mount, and it goes
 * on when the service is killed: a recursive delete of the target in between would empty the image.
 * But what is bound from a read-only mount is read-only at once. So the directory that all images are
 * in is mounted and made read-only where nobody deletes, and the images are bound from there.
 *
 * @param task what is to be mounted
 * @returns the mounts, in order
 * @throws {SystemError} when a directory is not there
 */
export function planHidden(task: Task): Bind[] {
  const directory = commonDirectory(task.views);
  const hidden = (path: string) => `${HIDING_PLACE}${path.slice(directory.length)}`;
  const inside = task.inside.filter(({ path }) =>
    path !== directory && isWithin(path, directory) &&
    task.views.some(({ source }) => isWithin(path, source) || isWithin(source, path))
  );
  return [
    { source: directory, target: HIDING_PLACE, options: readOnly(directory) },
    ...inside.map((it) => remount(it, hidden(it.path))),
    ...anchor(task),
    ...task.views.map(({ source, name }) => ({
      source: hidden(source),
      target: `${task.target}/${name}`,
      options: ["rbind", "rprivate"],
    })),
  ];
}

/**
 * Plans mounts for where nothing can be mounted in /proc: each is made, then made read-only.
 *
 * @param task what is to be mounted
 * @returns the mounts, in order
 * @throws {SystemError} when a directory is not there
 */
export function planOpen(task: Task): Bind[] {
  const binds = task.views.flatMap(({ source, name }) => {
    const target = `${task.target}/${name}`;
    return [
      { source, target, options: readOnly(source) },
      ...task.inside.filter(({ path }) => path !== source && isWithin(path, source))
        .map((it) => remount(it, `${target}${it.path.slice(source.length)}`)),
    ];
  });
  return [...anchor(task), ...binds];
}

/**
 * Plans mounts for where the kernel refuses read-only ones.
 *
 * @param task what is to be mounted
 * @returns the mounts, in order
 */
export function planWritable(task: Task): Bind[] {
  const binds = task.views.map(({ source, name }) => ({
    source,
    target: `${task.target}/${name}`,
    options: ["rbind", "rprivate"],
  }));
  return [...anchor(task), ...binds];
}

/**
 * Whether mount(8) complained first of the hiding place.
 *
 * @param printed what it said of {@linkcode planHidden}
 */
export function isHidingRefused(printed: string): boolean {
  return printed.startsWith(`mount: ${HIDING_PLACE}:`);
}

/**
 * Puts the paths of the user into what mount(8) said of {@linkcode planHidden}.
 *
 * @param task what was to be mounted
 * @param printed what it said
 * @returns the text, as if the images had been mounted from where they are
 */
export function inPathsOfUser({ views }: Task, printed: string): string {
  return printed.replaceAll(HIDING_PLACE, () => commonDirectory(views));
}

/**
 * Finds a directory that all views are in.
 *
 * @param views the views, at least one
 * @returns the directory
 */
export function commonDirectory(views: readonly View[]): string {
  let start = views[0]?.source ?? "";
  for (const { source } of views) {
    while (!source.startsWith(start)) start = start.slice(0, -1);
  }
  return start.slice(0, start.lastIndexOf("/")) || "/";
}

function anchor({ target, anchored }: Task): Bind[] {
  return anchored ? [{ source: target, target, options: ["bind", "private"] }] : [];
}

function readOnly(source: string): string[] {
  return ["rbind", "rprivate", "ro", ...lockedOptions(source)];
}

/** Makes read-only what was mounted along with the directory around it. */
function remount({ options }: Mount, target: string): Bind {
  const kept = options.filter((it) => it.startsWith("no"));
  return { source: "none", target, options: ["remount", "bind", "ro", ...kept] };
}

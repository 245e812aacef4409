import { readProc } from "../linux/read_proc.ts";

const MOUNTINFO = "/proc/self/mountinfo";
/** What ends the optional fields of a line. */
const SEPARATOR = "-";

/** A directory of a file system. */
export interface Place {
  /** The file system: `major:minor`. */
  readonly device: string;
  /** The directory, from the top of the file system on. */
  readonly root: string;
}

/** One line of /proc/self/mountinfo, as far as it matters here; its place is what is seen. */
export interface Mount extends Place {
  /** Its number, which the kernel gives to another mount once this one is gone. */
  readonly id: string;
  /** The number of the mount that it is on. */
  readonly parent: string;
  /** Where it is mounted, without symbolic links. */
  readonly path: string;
  /** The mount's own options, such as `ro` and `nosuid`. */
  readonly options: readonly string[];
  /** Whether it can't be bound, and is left out where the directory around it is. */
  readonly unbindable: boolean;
}

/**
 * Reads what is mounted.
 *
 * @returns the lines of /proc/self/mountinfo (proc_pid_mountinfo(5)), in the order of mounting
 * @throws {SystemError} when it can't be read
 */
export function readMountinfo(): string {
  return readProc(MOUNTINFO);
}

/**
 * Understands a list of mounts.
 *
 * @param text the lines of /proc/self/mountinfo
 * @returns the mounts, in the order of the lines
 */
export function parseMountinfo(text: string): Mount[] {
  return parseLines(text.split("\n"));
}

/**
 * Finds the mounts below a directory and on it, without understanding those elsewhere.
 *
 * @param text the lines of /proc/self/mountinfo
 * @param directory the directory, without symbolic links
 * @returns the mounts, in the order of the lines
 */
export function mountsWithin(text: string, directory: string): Mount[] {
  // Which other characters are written in octal depends on the kernel.
  const sign = /^[\w/.:@+-]*/.exec(directory)![0];
  if (!text.includes(sign)) return [];
  const lines = text.split("\n").filter((line) => line.includes(sign));
  return parseLines(lines).filter(({ path }) => isWithin(path, directory));
}

/**
 * Leaves out mounts that no path leads to, because of later ones on the same directory or above.
 *
 * @param mounts the mounts, in the order of mounting
 * @param chosen those that matter
 * @returns the others of `chosen`
 */
export function inSight(mounts: readonly Mount[], chosen: readonly Mount[]): Mount[] {
  return chosen.filter((it) =>
    !mounts.slice(mounts.indexOf(it) + 1).some(({ path }) => isWithin(it.path, path))
  );
}

/**
 * Finds the mount that a directory is on.
 *
 * @param mounts the mounts, in the order of mounting
 * @param directory the directory, without symbolic links
 * @returns the mount, if there is any
 */
export function mountOf(mounts: readonly Mount[], directory: string): Mount | undefined {
  let found: Mount | undefined;
  for (const it of mounts) {
    if (!isWithin(directory, it.path) || it.path.length < (found?.path.length ?? 0)) continue;
    found = it;
  }
  return found;
}

/**
 * Finds a directory's place in its file system.
 *
 * @param mounts the mounts, in the order of mounting
 * @param directory the directory, without symbolic links
 * @returns the place, if the directory is on any mount
 */
export function placeOf(mounts: readonly Mount[], directory: string): Place | undefined {
  const mount = mountOf(mounts, directory);
  if (mount === undefined) return undefined;
  const rest = mount.path === "/" ? directory : directory.slice(mount.path.length);
  return { device: mount.device, root: (mount.root === "/" ? rest : mount.root + rest) || "/" };
}

/**
 * Whether two places are the same.
 *
 * @param one a place
 * @param other another, or none
 */
export function isSamePlace(one: Place, other: Place | undefined): boolean {
  return one.root === other?.root && one.device === other.device;
}

/**
 * Whether a path is a directory or leads below it.
 *
 * @param path the path
 * @param directory the directory; both without symbolic links
 */
export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === "/" ? directory : `${directory}/`);
}

function parseLines(lines: readonly string[]): Mount[] {
  return lines.map(parse).filter((it) => it !== undefined);
}

function parse(line: string): Mount | undefined {
  const [id, parent, device, root, path, options, ...rest] = line.split(" ");
  if (id === undefined || parent === undefined || device === undefined) return undefined;
  if (root === undefined || path === undefined || options === undefined) return undefined;
  return {
    id,
    parent,
    device,
    root: unescape(root),
    path: unescape(path),
    options: options.split(","),
    unbindable: rest.slice(0, rest.indexOf(SEPARATOR)).includes("unbindable"),
  };
}

function unescape(field: string): string {
  if (!field.includes("\\")) return field;
  return field.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));
}

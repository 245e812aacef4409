import { readProc } from "../linux/read_proc.ts";

const MOUNTINFO = "/proc/self/mountinfo";
/** What ends the optional fields of a line. */
const SEPARATOR = "-";

/** One line of /proc/self/mountinfo, as far as it matters here. */
export interface Mount {
  /** Its id, which the kernel reuses once this mount is gone. */
  readonly id: string;
  /** The id of the mount that it is on. */
  readonly parent: string;
  /** Which directory of its file system is mounted. */
  readonly root: string;
  /** Where it is mounted, without symbolic links, as decodePath() gives it. */
  readonly path: string;
  /** The mount's own options, such as `ro` and `nosuid`. */
  readonly options: readonly string[];
  /** Whether it can't be bound: a recursive bind leaves it out, and what is mounted on it. */
  readonly unbindable: boolean;
  /** The kind of file system, such as `tmpfs`. */
  readonly type: string;
}

/**
 * Reads what is mounted.
 *
 * @returns the lines of /proc/self/mountinfo (proc_pid_mountinfo(5))
 * @throws {SystemError} when it can't be read
 */
export function readMountinfo(): string {
  return readProc(MOUNTINFO);
}

/** Parses a list of mounts. */
export function parseMountinfo(text: string): Mount[] {
  return parseLines(text.split("\n"));
}

/**
 * Finds the mounts on directories and below them; of a single directory, those elsewhere are not
 * parsed.
 */
export function mountsWithin(text: string, ...directories: readonly string[]): Mount[] {
  const [directory = "", ...others] = directories;
  if (others.length > 0) {
    const all = new Set(directories);
    return parseMountinfo(text).filter(({ path }) => ancestors(path).some((it) => all.has(it)));
  }
  // Which other characters are written in octal depends on the kernel.
  const sign = /^[\w/.:@+-]*/.exec(directory)![0];
  if (!text.includes(sign)) return [];
  const lines = text.split("\n").filter((line) => line.includes(sign));
  return parseLines(lines).filter(({ path }) => isWithin(path, directory));
}

/**
 * Keeps the mounts that can be reached by a path. Which mounts hide others follows from the ids of
 * parents, not from the order of the lines: a mount may have been moved.
 *
 * @param mounts the mounts that can hide others, their ancestors among them
 * @returns those of `chosen` that can be reached by a path
 */
export function visible(mounts: readonly Mount[], chosen: readonly Mount[]): Mount[] {
  if (chosen.length === 0) return [];
  const byId = new Map(mounts.map((it) => [it.id, it]));
  const children = Map.groupBy(mounts, ({ parent }) => parent);
  const isReachable = (mount: Mount): boolean => {
    const siblings = children.get(mount.parent)!;
    const hidden = siblings.some((it) =>
      it.id !== mount.id && it.id !== mount.parent && isWithin(mount.path, it.path) &&
      (it.path !== mount.path || siblings.indexOf(it) > siblings.indexOf(mount))
    );
    const parent = byId.get(mount.parent);
    return !hidden && (parent === undefined || parent.id === mount.id || isReachable(parent));
  };
  const isCovered = ({ id, path }: Mount) =>
    children.get(id)?.some((it) => it.path === path && it.id !== id) ?? false;
  return chosen.filter((it) => !isCovered(it) && isReachable(it));
}

/**
 * Leaves out mounts that a recursive bind leaves out.
 *
 * @param mounts the mounts that are on the directory to be bound or below it
 * @returns those that neither are unbindable nor are mounted on one that is
 */
export function bindable(mounts: readonly Mount[]): Mount[] {
  const byId = new Map(mounts.map((it) => [it.id, it]));
  const isBindable = (mount: Mount | undefined): boolean =>
    mount === undefined || !mount.unbindable && isBindable(byId.get(mount.parent));
  return mounts.filter(isBindable);
}

/** Whether a path is a directory or leads below it. */
export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === "/" ? directory : `${directory}/`);
}

/** A path and all the directories that it leads through. */
function ancestors(path: string): string[] {
  const found = [path];
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
    found.push(path.slice(0, end));
  }
  return [...found, "/"];
}

function parseLines(lines: readonly string[]): Mount[] {
  return lines.map(parse).filter((it) => it !== undefined);
}

function parse(line: string): Mount | undefined {
  const [id, parent, , root, path, options, ...rest] = line.split(" ");
  if (id === undefined || parent === undefined || root === undefined) return undefined;
  if (path === undefined || options === undefined) return undefined;
  const separator = rest.indexOf(SEPARATOR);
  return {
    id,
    parent,
    root: unescape(root),
    path: unescape(path),
    options: options.split(","),
    unbindable: rest.slice(0, separator).includes("unbindable"),
    type: rest[separator + 1] ?? "",
  };
}

function unescape(field: string): string {
  if (!field.includes("\\")) return field;
  return field.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));
}

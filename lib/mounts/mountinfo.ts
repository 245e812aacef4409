import { readProc } from "../linux/proc.ts";

/** What ends the optional fields of a line. */
const SEPARATOR = "-";

/** One line of /proc/self/mountinfo, as far as it matters here. */
export interface Mount {
  /** Its id, which the kernel reuses once this mount is gone. */
  readonly id: string;
  /** The id of the mount that it is on. */
  readonly parent: string;
  /** The number of its file system's device, such as `8:1`. */
  readonly device: string;
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
  /** What was named as its source. */
  readonly source: string;
}

/** Reads what is mounted: the lines of /proc/self/mountinfo (proc_pid_mountinfo(5)). */
export function readMountinfo(): string {
  return readProc("/proc/self/mountinfo");
}

/** Parses a list of mounts. */
export function parseMountinfo(text: string): Mount[] {
  return parseLines(text.split("\n"));
}

/** Finds the mounts on a directory and below it, whether or not others hide them. */
export function mountsWithin(text: string, directory: string): Mount[] {
  // Which other characters are written in octal depends on the kernel.
  const sign = /^[\w/.:@+-]*/.exec(directory)![0];
  return parseLines(linesWith(text, ` ${sign}`)).filter(({ path }) => isWithin(path, directory));
}

/** The lines that hold a text, found without a look at the others: there may be thousands. */
function linesWith(text: string, sign: string): string[] {
  const lines: string[] = [];
  for (let at = text.indexOf(sign); at >= 0;) {
    const end = text.indexOf("\n", at);
    lines.push(text.slice(text.lastIndexOf("\n", at) + 1, end));
    at = text.indexOf(sign, end);
  }
  return lines;
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

function parseLines(lines: readonly string[]): Mount[] {
  return lines.map(parse).filter((it) => it !== undefined);
}

function parse(line: string): Mount | undefined {
  const [id, parent, device, root, path, options, ...rest] = line.split(" ");
  if (id === undefined || parent === undefined || device === undefined) return undefined;
  if (root === undefined || path === undefined || options === undefined) return undefined;
  const separator = rest.indexOf(SEPARATOR);
  return {
    id,
    parent,
    device,
    root: unescape(root),
    path: unescape(path),
    options: options.split(","),
    unbindable: rest.slice(0, separator).includes("unbindable"),
    type: rest[separator + 1] ?? "",
    source: rest[separator + 2] ?? "",
  };
}

function unescape(field: string): string {
  if (!field.includes("\\")) return field;
  return field.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));
}

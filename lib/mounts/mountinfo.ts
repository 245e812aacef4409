import { readProc } from "../files/read_proc.ts";

const MOUNTINFO = "/proc/self/mountinfo";
const POINT_FIELD = 4;
const OPTIONS_FIELD = 5;

/** One line of /proc/self/mountinfo, as far as it matters here. */
export interface MountPoint {
  /** Where it is mounted, without symbolic links. */
  readonly path: string;
  /** The mount's own options, such as `ro` and `nosuid`. */
  readonly options: readonly string[];
}

/**
 * Lists what is mounted on a folder and below it.
 *
 * @param folder the folder, without symbolic links
 * @returns the mounts, in the order in which they were made
 * @throws {SystemError} when /proc can't be read
 */
export function mountsAt(folder: string): MountPoint[] {
  return parseMountinfo(readProc(MOUNTINFO), folder);
}

/**
 * Whether something is mounted at a path.
 *
 * @param path the path, without symbolic links
 * @returns also true where nobody can tell, for want of /proc or of a free descriptor
 */
export function isMounted(path: string): boolean {
  try {
    return mountsAt(path).some((it) => it.path === path);
  } catch {
    return true;
  }
}

/**
 * Finds the mounts on a folder and below it.
 *
 * @param text the lines of /proc/self/mountinfo (proc_pid_mountinfo(5))
 * @param folder the folder, without symbolic links
 * @returns the mounts, in the order of the lines
 */
export function parseMountinfo(text: string, folder: string): MountPoint[] {
  const found: MountPoint[] = [];
  for (const line of text.split("\n")) {
    const fields = line.split(" ", OPTIONS_FIELD + 1);
    const point = fields[POINT_FIELD];
    if (point === undefined) continue;
    const path = unescape(point);
    if (path !== folder && !path.startsWith(`${folder}/`)) continue;
    found.push({ path, options: fields[OPTIONS_FIELD]?.split(",") ?? [] });
  }
  return found;
}

function unescape(field: string): string {
  if (!field.includes("\\")) return field;
  return field.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));
}

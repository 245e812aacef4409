import { encodePath } from "../linux/path_bytes.ts";

/** One line of a table of mounts (fstab(5)). */
export interface TableLine {
  /** The directory to be mounted, or `none`. */
  readonly source: string;
  /** Where it is mounted. */
  readonly target: string;
  /** The file system, for what is no bind mount. */
  readonly type?: string;
  /** Options of mount(8), such as `rbind` and `ro`. */
  readonly options: readonly string[];
}

/**
 * Writes mounts as a table that `mount --all --fstab` takes.
 *
 * @param lines the mounts, in the order in which they are to be made
 * @returns the bytes of the table
 */
export function mountTable(lines: readonly TableLine[]): Uint8Array<ArrayBuffer> {
  const text = lines.map(({ source, target, type = "none", options }) =>
    `${escapePath(source)} ${escapePath(target)} ${type} ${options.join(",")} 0 0\n`
  );
  return encodePath(text.join(""));
}

/**
 * Writes a path as mount tables and /proc/self/mountinfo do: characters that would end a field, a
 * line or a path are octal numbers.
 *
 * @param path the path
 * @returns the path without blanks, line ends, `#` and backslashes
 */
export function escapePath(path: string): string {
  return path.replace(
    /[\s#\\]/g,
    (char) => char < "\x7f" ? `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}` : char,
  );
}

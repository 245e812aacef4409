/** One bind mount to be made. */
export interface Bind {
  /** The directory that is to be seen. */
  readonly source: string;
  /** The directory where it is to be seen. */
  readonly target: string;
  /** Options of mount(8), such as `rbind` and `ro`. */
  readonly options: readonly string[];
}

/**
 * Writes bind mounts as a table that `mount --all --fstab` takes (fstab(5)).
 *
 * @param binds the mounts, in the order in which they are to be made
 * @returns one line each
 */
export function mountTable(binds: readonly Bind[]): string {
  return binds
    .map(({ source, target, options }) =>
      `${escapePath(source)} ${escapePath(target)} none ${options.join(",")} 0 0\n`
    )
    .join("");
}

/**
 * Writes a path as mount tables and /proc/self/mountinfo do: what would end a field, a line or a
 * path in octal.
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

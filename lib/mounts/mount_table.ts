import { libc } from "../linux/libc.ts";
import { cString, encodePath } from "../linux/paths.ts";
import { checked } from "../linux/system_error.ts";

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
 * @returns the path without blanks, line ends, `#` and backslashes
 */
export function escapePath(path: string): string {
  return path.replace(
    /[\s#\\]/g,
    (char) => char < "\x7f" ? `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}` : char,
  );
}

const STATVFS_BYTES = 112;
const FLAG_OFFSET = 72;

/**
 * Options that a read-only remount would clear, or fail to clear in a user namespace, with their
 * flags in statvfs(3). Access time options are not among them: the kernel keeps them where a
 * remount names none, and refuses different ones in a user namespace.
 */
const OPTIONS: readonly (readonly [option: string, flag: bigint])[] = [
  ["nosuid", 0x2n],
  ["nodev", 0x4n],
  ["noexec", 0x8n],
  ["nosymfollow", 0x2000n],
];

/**
 * The options of a file system that a bind mount of a part of it has to keep.
 *
 * @throws {SystemError} when there is nothing at the path
 */
export function lockedOptions(path: string): string[] {
  const buffer = new Uint8Array(STATVFS_BYTES);
  checked(libc().statvfs(cString(path), buffer), `look at the file system of ${path}`);
  const flags = new DataView(buffer.buffer).getBigUint64(FLAG_OFFSET, true);
  return OPTIONS.filter(([, flag]) => (flags & flag) !== 0n).map(([option]) => option);
}

/** Picks the options that a remount of a mount has to keep. */
export function keptOptions(options: readonly string[]): string[] {
  return OPTIONS.map(([option]) => option).filter((option) => options.includes(option));
}

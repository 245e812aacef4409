import { cString } from "../linux/c_string.ts";
import { libc } from "../linux/libc.ts";
import { checked } from "../linux/system_error.ts";

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
 * @param path a path in it
 * @returns options of mount(8)
 * @throws {SystemError} when there is nothing at the path
 */
export function lockedOptions(path: string): string[] {
  const buffer = new Uint8Array(STATVFS_BYTES);
  checked(libc().statvfs(cString(path), buffer), `look at the file system of ${path}`);
  const flags = new DataView(buffer.buffer).getBigUint64(FLAG_OFFSET, true);
  return OPTIONS.filter(([, flag]) => (flags & flag) !== 0n).map(([option]) => option);
}

/**
 * Picks the options that a remount of a mount has to keep.
 *
 * @param options the mount's own options, from mountinfo
 * @returns options of mount(8)
 */
export function keptOptions(options: readonly string[]): string[] {
  return OPTIONS.map(([option]) => option).filter((option) => options.includes(option));
}

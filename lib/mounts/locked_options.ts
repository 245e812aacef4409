import { cString } from "../linux/c_string.ts";
import { libc } from "../linux/libc.ts";
import { checked } from "../linux/system_error.ts";

const STATVFS_BYTES = 112;
const FLAG_OFFSET = 72;

/** Flags of statvfs(3) that a read-only remount would take off, or fail over in a user namespace. */
const OPTIONS: readonly (readonly [flag: bigint, option: string])[] = [
  [2n, "nosuid"],
  [4n, "nodev"],
  [8n, "noexec"],
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
  return OPTIONS.filter(([flag]) => (flags & flag) !== 0n).map(([, option]) => option);
}

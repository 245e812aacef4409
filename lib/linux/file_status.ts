import type { Descriptor } from "./descriptor.ts";
import { rareLibc } from "./libc.ts";
import { cString } from "./paths.ts";
import { checked } from "./system_error.ts";

const AT_FDCWD = -100;
const AT_EMPTY_PATH = 0x1000;
const STATX_BASIC_STATS = 0x7ff;
const STATX_BYTES = 256;
const MODE_OFFSET = 28;
const SIZE_OFFSET = 40;
const S_IFMT = 0o170000;

const KINDS: Readonly<Record<number, string>> = {
  0o010000: "a fifo",
  0o020000: "a character device",
  0o040000: "a directory",
  0o060000: "a block device",
  0o100000: "a regular file",
  0o140000: "a socket",
};

/**
 * Asks what a descriptor or a path, whose symbolic links are followed, refers to. statx(2) has one
 * layout on every architecture, which fstat(2) has not, and Deno takes no paths that are not UTF-8.
 *
 * @returns whether it is a regular file or a memfd, what else, such as "a directory", and its size
 *   in bytes; files in /proc, and on some FUSE file systems, are said to have none
 */
export function fileStatus(file: Descriptor | string) {
  const [fd, path, flags] = typeof file === "string"
    ? [AT_FDCWD, cString(file), 0]
    : [file.number, cString(""), AT_EMPTY_PATH];
  const buffer = new Uint8Array(STATX_BYTES);
  checked(rareLibc().statx(fd, path, flags, STATX_BASIC_STATS, buffer), "look at a file");
  const view = new DataView(buffer.buffer);
  const kind = KINDS[view.getUint16(MODE_OFFSET, true) & S_IFMT] ?? "of an unknown kind";
  return {
    regular: kind === "a regular file",
    kind,
    size: Number(view.getBigUint64(SIZE_OFFSET, true)),
  };
}

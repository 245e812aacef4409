import { Descriptor } from "./descriptor.ts";
import { libc, rareLibc } from "./libc.ts";
import { cString } from "./paths.ts";
import { checked, uninterrupted } from "./system_error.ts";
import { ExpectedError } from "../errors.ts";

const MFD_CLOEXEC = 1;
const O_RDONLY_CLOEXEC = 0o2000000;
const O_RDONLY_NOCTTY_NONBLOCK_CLOEXEC = 0o2004400;
const SEEK_SET = 0;
const CHUNK_BYTES = 65_536;
const AT_FDCWD = -100;
const AT_EMPTY_PATH = 0x1000;
const STATX_BASIC_STATS = 0x7ff;
const STATX_BYTES = 256;
const MODE_OFFSET = 28;
const SIZE_OFFSET = 40;
const S_IFMT = 0o170000;
const WRITING = "write to a descriptor";

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

/**
 * Reads a file from its start, regardless of its position. Anything but a regular file is refused
 * unread: reading it might block, or never end.
 *
 * @throws {ExpectedError} when it is no regular file or longer than `limit`
 */
export function readContent(descriptor: Descriptor, limit: number): Uint8Array<ArrayBuffer> {
  const { regular, kind, size } = fileStatus(descriptor);
  if (!regular) throw new ExpectedError(`it is ${kind}, not a regular file`);
  if (size > limit) throw new ExpectedError(`it holds ${size} bytes, more than ${limit}`);
  const bytes = readToEnd(descriptor, "read a descriptor", size + 1, limit);
  if (bytes.length > limit) throw new ExpectedError(`it holds more than ${limit} bytes`);
  return bytes;
}

/**
 * Reads a file by its path, whose symbolic links are followed. Neither a pipe without a writer nor
 * a device without an end keeps it waiting.
 *
 * @throws {ExpectedError} when it is no regular file or longer than `limit`
 */
export function readFile(path: string, limit: number): Uint8Array<ArrayBuffer> {
  using file = open(path, O_RDONLY_NOCTTY_NONBLOCK_CLOEXEC);
  return readContent(file, limit);
}

/**
 * Makes bytes the only content of a regular file and leaves its position at the start, where the
 * other holder of the same open file begins to read.
 */
export function replaceContent(descriptor: Descriptor, bytes: Uint8Array<ArrayBuffer>): void {
  uninterrupted(() => rareLibc().ftruncate(descriptor.number, 0n), WRITING);
  writeAll(descriptor, bytes);
  uninterrupted(() => rareLibc().lseek(descriptor.number, 0n, SEEK_SET), WRITING);
}

/** Makes a file without a name, in memory, closed in programs that are started. */
export function memoryFile(name: string, bytes: Uint8Array<ArrayBuffer>): Descriptor {
  const file = new Descriptor(
    uninterrupted(() => libc().memfdCreate(cString(name), MFD_CLOEXEC), "make a file in memory"),
  );
  try {
    writeAll(file, bytes);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Opens a file by its path, whose symbolic links are followed. */
export function open(path: string, flags: number = O_RDONLY_CLOEXEC): Descriptor {
  return new Descriptor(checked(libc().open(cString(path), flags), `open ${path}`));
}

/** Reads to the end or, at the earliest, past `limit`, with room for `size` bytes at first. */
export function readToEnd(
  { number }: Descriptor,
  doing: string,
  size: number = CHUNK_BYTES,
  limit: number = Infinity,
): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(size);
  for (let length = 0;;) {
    if (length === bytes.length) {
      if (length > limit) return bytes;
      const larger = new Uint8Array(2 * length + CHUNK_BYTES);
      larger.set(bytes);
      bytes = larger;
    }
    const rest = bytes.subarray(length);
    const count = uninterrupted(
      () => libc().pread(number, rest, BigInt(rest.length), BigInt(length)),
      doing,
    );
    if (count === 0) return bytes.subarray(0, length);
    length += count;
  }
}

/** Writes from the start, without moving the position. */
function writeAll({ number }: Descriptor, bytes: Uint8Array<ArrayBuffer>): void {
  for (let written = 0; written < bytes.length;) {
    const rest = bytes.subarray(written);
    written += uninterrupted(
      () => libc().pwrite(number, rest, BigInt(rest.length), BigInt(written)),
      WRITING,
    );
  }
}

import { Descriptor } from "./descriptor.ts";
import { fileStatus } from "./file_status.ts";
import { libc, rareLibc } from "./libc.ts";
import { cString } from "./paths.ts";
import { checked, uninterrupted } from "./system_error.ts";

const MFD_CLOEXEC = 1;
const O_RDONLY_NOCTTY_NONBLOCK_CLOEXEC = 0o2004400;
const SEEK_SET = 0;
const CHUNK_BYTES = 65_536;
const WRITING = "write to a descriptor";

/** A descriptor that can't be read or written as a file. */
export class ContentError extends Error {
  override readonly name = "ContentError";
}

/**
 * Reads a file from its start, regardless of its position. Anything but a regular file is refused
 * unread: reading it might block, or never end.
 *
 * @throws {ContentError} when it is no regular file or longer than `limit`
 * @throws {SystemError} when it can't be read
 */
export function readContent(descriptor: Descriptor, limit: number): Uint8Array<ArrayBuffer> {
  const { size } = regular(descriptor);
  if (size > limit) throw new ContentError(`it holds ${size} bytes, more than ${limit}`);
  const bytes = readToEnd(descriptor, { doing: "read a descriptor", room: size + 1, limit });
  if (bytes.length > limit) throw new ContentError(`it holds more than ${limit} bytes`);
  return bytes;
}

/**
 * Reads a file to its end, whatever its status says of its size.
 *
 * @param room for how many bytes there is room at first
 * @param limit after how many bytes, at the earliest, reading stops
 * @throws {SystemError} when it can't be read
 */
export function readToEnd(
  { number }: Descriptor,
  { doing, room, limit }: { doing: string; room: number; limit: number },
): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(room);
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

/**
 * Reads a file by its path, whose symbolic links are followed. Neither a pipe without a writer nor
 * a device without an end keeps it waiting.
 *
 * @throws {ContentError} when it is no regular file or longer than `limit`
 * @throws {SystemError} when it can't be opened or read
 */
export function readFile(path: string, limit: number): Uint8Array<ArrayBuffer> {
  using file = new Descriptor(
    checked(libc().open(cString(path), O_RDONLY_NOCTTY_NONBLOCK_CLOEXEC), `open ${path}`),
  );
  return readContent(file, limit);
}

/**
 * Makes bytes the only content of a file and leaves its position at the start, where the other
 * holder of the same open file begins to read.
 *
 * @throws {ContentError} when it is no regular file
 * @throws {SystemError} when it can't be written
 */
export function replaceContent(descriptor: Descriptor, bytes: Uint8Array<ArrayBuffer>): void {
  regular(descriptor);
  uninterrupted(() => rareLibc().ftruncate(descriptor.number, 0n), WRITING);
  writeAll(descriptor, bytes);
  uninterrupted(() => rareLibc().lseek(descriptor.number, 0n, SEEK_SET), WRITING);
}

/**
 * Makes a file without a name, in memory, closed in programs that are started.
 *
 * @throws {SystemError} when there is no memory or no descriptor left
 */
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

/** Writes from the start, without moving the position. */
function writeAll(descriptor: Descriptor, bytes: Uint8Array<ArrayBuffer>): void {
  let written = 0;
  while (written < bytes.length) {
    const rest = bytes.subarray(written);
    written += uninterrupted(
      () => libc().pwrite(descriptor.number, rest, BigInt(rest.length), BigInt(written)),
      WRITING,
    );
  }
}

function regular(descriptor: Descriptor): { size: number } {
  const status = fileStatus(descriptor);
  if (!status.regular) throw new ContentError(`it is ${status.kind}, not a regular file`);
  return status;
}

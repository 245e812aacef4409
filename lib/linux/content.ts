import { Descriptor } from "./descriptor.ts";
import { fileStatus } from "./file_status.ts";
import { libc, rareLibc } from "./libc.ts";
import { cString, decodePath } from "./paths.ts";
import { checked, uninterrupted } from "./system_error.ts";
import { ExpectedError } from "../errors.ts";

const MFD_CLOEXEC = 1;
const O_RDONLY_CLOEXEC = 0o2000000;
const O_RDONLY_NOCTTY_NONBLOCK_CLOEXEC = 0o2004400;
const SEEK_SET = 0;
const CHUNK_BYTES = 65_536;
const WRITING = "write to a descriptor";

/**
 * Reads a file from its start, regardless of its position. Anything but a regular file is refused
 * unread: reading it might block, or never end.
 *
 * @throws {ExpectedError} when it is no regular file or longer than `limit`
 */
export function readContent(descriptor: Descriptor, limit: number): Uint8Array<ArrayBuffer> {
  const { size } = regular(descriptor);
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

/** Reads a file below /proc. There, Deno requires all permissions; the C library does not. */
export function readProc(path: string): string {
  using file = open(path, O_RDONLY_CLOEXEC);
  return decodePath(readToEnd(file, `read ${path}`, CHUNK_BYTES));
}

/** A variable of the environment that the program was started with, empty where it is not set. */
export function variable(name: string): string {
  const entries = readProc("/proc/self/environ").split("\0");
  return entries.find((it) => it.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}

/** The name that the program was started by; Deno only knows the file behind a symbolic link. */
export function startedAs(): string {
  const [path = ""] = readProc("/proc/self/cmdline").split("\0", 1);
  return path.slice(path.lastIndexOf("/") + 1);
}

/**
 * Makes bytes the only content of a file and leaves its position at the start, where the other
 * holder of the same open file begins to read.
 *
 * @throws {ExpectedError} when it is no regular file
 */
export function replaceContent(descriptor: Descriptor, bytes: Uint8Array<ArrayBuffer>): void {
  regular(descriptor);
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

function open(path: string, flags: number): Descriptor {
  return new Descriptor(checked(libc().open(cString(path), flags), `open ${path}`));
}

/** Reads to the end or, at the earliest, past `limit`, with room for `size` bytes at first. */
function readToEnd(
  { number }: Descriptor,
  doing: string,
  size: number,
  limit = Infinity,
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

function regular(descriptor: Descriptor): { size: number } {
  const status = fileStatus(descriptor);
  if (!status.regular) throw new ExpectedError(`it is ${status.kind}, not a regular file`);
  return status;
}

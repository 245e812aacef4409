import { formatBytes } from "./text.ts";
import { SystemError } from "../../linux/system_error.ts";

/** Reasons in plain words, for errors whose own message repeats the path. */
const REASONS: readonly (readonly [new (...args: never[]) => Error, string])[] = [
  [Deno.errors.NotFound, "it does not exist"],
  [Deno.errors.PermissionDenied, "permission denied"],
  [Deno.errors.IsADirectory, "it is a directory"],
  [Deno.errors.NotADirectory, "a part of its path is not a directory"],
  [Deno.errors.FilesystemLoop, "its symbolic links form a loop"],
  [Deno.errors.NotCapable, "this program may not open it by path; use standard input instead"],
];

/** Extracts the reason of a failure, without what Deno adds and without what was tried. */
export function reasonOf(error: unknown): string {
  if (error instanceof SystemError) return error.reason;
  const known = REASONS.find(([type]) => error instanceof type);
  if (known) return known[1];
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ \(os error \d+\).*$/s, "").trim().replace(/\s*\n\s*/g, "; ");
}

/** Means standard input on a command line. */
const STANDARD_INPUT = "-";

/** Names a file of the command line for people. */
export function nameOf(file: string): string {
  return file === STANDARD_INPUT ? "standard input" : file;
}

/**
 * Reads a file that the user named, of any kind: a pipe for instance.
 *
 * @param limit maximum length in bytes, so that endless input is noticed
 * @throws {Error} when it can't be read or is longer; the message does not repeat the path
 */
export async function readFile(path: string, limit: number): Promise<Uint8Array> {
  // Deno opens /dev/stdin by path only with all permissions.
  const isInput = path === STANDARD_INPUT || path === "/dev/stdin";
  const { readable } = isInput ? Deno.stdin : await Deno.open(path);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of readable) {
    length += chunk.length;
    if (length > limit) throw new Error(`it is longer than ${formatBytes(limit)}`);
    chunks.push(chunk);
  }
  return await new Blob(chunks).bytes();
}

/** Maximum length of what is compared or searched, many times that of any real file. */
const LIMIT = 1_048_576;

/**
 * Reads the start of a text file. Anything but a regular file is refused unread: a pipe without a
 * writer would keep the program waiting.
 */
export function readText(path: string, length: number = LIMIT): string {
  if (!Deno.statSync(path).isFile) throw new Error("it is not a regular file");
  using file = Deno.openSync(path);
  const bytes = new Uint8Array(length);
  let filled = 0;
  for (let count; (count = file.readSync(bytes.subarray(filled)));) filled += count;
  return new TextDecoder().decode(bytes.subarray(0, filled));
}

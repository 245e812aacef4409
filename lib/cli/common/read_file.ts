import { formatBytes } from "./bytes.ts";

/** Means standard input on a command line. */
export const STANDARD_INPUT = "-";

/**
 * Reads a file that the user named, of any kind: a pipe for instance.
 *
 * @param path the file; `-` is standard input
 * @param limit maximum length in bytes, so that endless input is noticed
 * @returns its content
 * @throws {Error} when it can't be read or is longer; the message does not repeat the path
 */
export async function readFile(path: string, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  // Deno opens /dev/stdin by path only with all permissions.
  if (path === STANDARD_INPUT || path === "/dev/stdin") return await readAll(Deno.stdin, limit);
  using file = await Deno.open(path);
  return await readAll(file, limit);
}

async function readAll(
  source: { read(buffer: Uint8Array): Promise<number | null> },
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  let bytes = new Uint8Array(65_536);
  let length = 0;
  for (;;) {
    if (length === bytes.length) {
      const larger = new Uint8Array(2 * length);
      larger.set(bytes);
      bytes = larger;
    }
    const count = await source.read(bytes.subarray(length));
    if (count === null) return bytes.subarray(0, length);
    length += count;
    if (length > limit) throw new Error(`it is longer than ${formatBytes(limit)}`);
  }
}

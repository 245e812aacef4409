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

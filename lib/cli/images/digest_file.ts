import { createHash } from "node:crypto";

const CHUNK_BYTES = 1_048_576;

/**
 * Computes the digest of a file's content, with Deno's own implementation of what node:crypto
 * offers: it takes the content piece by piece, so that memory does not grow with the file.
 *
 * @param path the file
 * @param algorithm what to compute, such as `sha256`
 * @param limit where to stop reading: a file that is longer can't be right
 * @param count is told how many bytes have been read, each time some have
 * @returns the digest's hexadecimal digits, and how many bytes were read
 */
export async function digestFile(
  path: string,
  algorithm: string,
  limit: number,
  count: (bytes: number) => void,
): Promise<{ hex: string; size: number }> {
  const hash = createHash(algorithm);
  const buffer = new Uint8Array(Math.min(CHUNK_BYTES, limit + 1));
  let size = 0;
  using file = await Deno.open(path);
  for (;;) {
    const length = await file.read(buffer);
    if (length === null || size > limit) return { hex: hash.digest("hex"), size };
    hash.update(buffer.subarray(0, length));
    size += length;
    count(length);
  }
}

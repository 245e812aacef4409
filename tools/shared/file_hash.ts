import { createHash } from "node:crypto";

/**
 * Computes the digest of a file.
 *
 * @param path the file
 * @returns its SHA-256, in hexadecimal digits
 */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}

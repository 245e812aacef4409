import { createHash } from "node:crypto";
import type { Hash } from "./components.ts";

/**
 * Tells the digest of a file.
 *
 * @param path the file
 * @returns its SHA-256
 */
export async function fileHash(path: string): Promise<Hash> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return { alg: "SHA-256", content: hash.digest("hex") };
}

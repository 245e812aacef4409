import { createHash } from "node:crypto";

/**
 * Hashes everything that a result depends on.
 *
 * @param parts texts and bytes, in order; divided otherwise, they have another hash
 * @returns the hash, in hexadecimal digits
 */
export function fingerprint(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("hex");
}

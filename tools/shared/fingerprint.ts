import { createHash } from "node:crypto";

/**
 * Condenses everything that a result depends on into a short text.
 *
 * @param parts texts and bytes, in order; where one part ends matters too
 * @returns the fingerprint, in hexadecimal digits
 */
export function fingerprint(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("hex");
}

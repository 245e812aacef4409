import { createHash } from "node:crypto";

/**
 * Checks bytes against a digest in the form of Subresource Integrity.
 *
 * @param bytes what was received
 * @param expected algorithm, hyphen, digest in base64
 * @param what name of the thing for the error
 * @throws {Error} when the digests differ
 */
export function checkIntegrity(bytes: Uint8Array, expected: string, what: string): void {
  const algorithm = expected.slice(0, expected.indexOf("-"));
  const actual = `${algorithm}-${createHash(algorithm).update(bytes).digest("base64")}`;
  if (actual !== expected) {
    throw new Error(
      `Cannot use ${what}: its digest is ${actual}, expected was ${expected}; ` +
        "the registry or something on the way serves another file",
    );
  }
}

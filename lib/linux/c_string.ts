import { encodePath } from "./path_bytes.ts";

/** A lone surrogate that does not represent a byte. */
const UNPAIRED = /[\ud800-\udc7f\udd00-\udfff]/u;

/**
 * A string as the C library takes it.
 *
 * @param text the string; bytes of a path that are not UTF-8 as decodePath() gives them
 * @returns its bytes and a NUL
 * @throws {TypeError} when it holds a NUL or is not Unicode, and so can't be passed whole
 */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  if (text.includes("\0") || UNPAIRED.test(text)) {
    throw new TypeError(`Cannot pass ${JSON.stringify(text)} on: it holds a NUL or is not Unicode`);
  }
  return encodePath(`${text}\0`);
}

const encoder = new TextEncoder();

/**
 * A string as the C library takes it.
 *
 * @param text the string
 * @returns its UTF-8 bytes and a NUL
 * @throws {TypeError} when it holds a NUL or half a surrogate pair, and so can't be passed whole
 */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  if (text.includes("\0") || !text.isWellFormed()) {
    throw new TypeError(`Cannot pass ${JSON.stringify(text)} on: it holds a NUL or is not Unicode`);
  }
  return encoder.encode(text + "\0");
}

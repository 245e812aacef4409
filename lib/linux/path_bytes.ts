/**
 * Paths are bytes, and not always UTF-8. As strings, each byte that is not part of UTF-8 is a lone
 * surrogate, U+DC80 to U+DCFF, as in Python's `os.fsdecode()`.
 *
 * @module
 */
const SEQUENCE = new RegExp(
  [
    "[\\xc2-\\xdf][\\x80-\\xbf]",
    "\\xe0[\\xa0-\\xbf][\\x80-\\xbf]",
    "\\xed[\\x80-\\x9f][\\x80-\\xbf]",
    "[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}",
    "\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}",
    "\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}",
    "[\\xf1-\\xf3][\\x80-\\xbf]{3}",
    "[\\x80-\\xff]",
  ].join("|"),
  "g",
);
const ESCAPED = /[\udc80-\udcff]/u;
const ESCAPE_BASE = 0xdc00;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Decodes a path.
 *
 * @param bytes the path
 * @returns a string from which {@linkcode encodePath} makes the same bytes
 */
export function decodePath(bytes: Uint8Array<ArrayBuffer>): string {
  try {
    return decoder.decode(bytes);
  } catch {
    const units = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    return units.replace(SEQUENCE, (run) => {
      if (run.length === 1) return String.fromCharCode(ESCAPE_BASE + run.charCodeAt(0));
      return decoder.decode(Uint8Array.from(run, (unit) => unit.charCodeAt(0)));
    });
  }
}

/**
 * Encodes a path.
 *
 * @param path a string
 * @returns UTF-8, except for bytes that {@linkcode decodePath} found not to be
 */
export function encodePath(path: string): Uint8Array<ArrayBuffer> {
  if (path.isWellFormed()) return encoder.encode(path);
  const bytes = Array.from(path).flatMap((char) =>
    ESCAPED.test(char) ? [char.charCodeAt(0) - ESCAPE_BASE] : [...encoder.encode(char)]
  );
  return Uint8Array.from(bytes);
}

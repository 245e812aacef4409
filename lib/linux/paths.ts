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

/** Decodes a path to a string from which {@linkcode encodePath} makes the same bytes. */
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

/** Encodes a path as UTF-8, except for bytes that {@linkcode decodePath} found not to be. */
export function encodePath(path: string): Uint8Array<ArrayBuffer> {
  if (path.isWellFormed()) return encoder.encode(path);
  const bytes = Array.from(path).flatMap((char) =>
    ESCAPED.test(char) ? [char.charCodeAt(0) - ESCAPE_BASE] : [...encoder.encode(char)]
  );
  return Uint8Array.from(bytes);
}

/** A lone surrogate that does not represent a byte. */
const UNPAIRED = /[\ud800-\udc7f\udd00-\udfff]/u;

/**
 * A string, such as decodePath() gives, as the C library takes it.
 *
 * @throws {TypeError} when it holds a NUL or is not Unicode, and so can't be passed whole
 */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  if (text.includes("\0") || UNPAIRED.test(text)) {
    throw new TypeError(`Cannot pass ${JSON.stringify(text)} on: it holds a NUL or is not Unicode`);
  }
  return encodePath(`${text}\0`);
}

/**
 * Resolves symbolic links in a path, as the kernel does. With less than all permissions, Deno drops
 * `link/..` from a path before it looks, even if the link leads elsewhere; a component at a time,
 * nothing is dropped.
 *
 * @throws {Deno.errors.NotFound} when nothing is there, others when it can't be reached
 */
export function resolvePath(path: string): string {
  if (!path.includes("/..")) return Deno.realPathSync(path);
  return path.split("/").reduce((real, name) => Deno.realPathSync(`${real}/${name}`), "");
}

/** The same, which leaves unchanged a path that can't be resolved. */
export function realPath(path: string): string {
  try {
    return resolvePath(path);
  } catch {
    return path;
  }
}

/** What is at a path, symbolic links not followed, or nothing where it can't be seen. */
export function lookAt(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    return undefined;
  }
}

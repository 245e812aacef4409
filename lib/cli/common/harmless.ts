/**
 * Escaping of untrusted text. Names in manifests and images may contain anything, including
 * sequences that move a terminal's cursor, change its title or reverse the direction of text.
 *
 * @module
 */

/** Control characters, line separators, directional controls and lone surrogates. */
const HARMFUL =
  /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}/gu;

/**
 * Escapes what a terminal might act on.
 *
 * @param text any text
 * @returns the text on one line, with `\n`, `\x1b`, `\u202e` … instead of such characters
 *
 * @example
 * ```ts
 * harmless("\x1b[31mred"); // "\\x1b[31mred"
 * ```
 */
export function harmless(text: string): string {
  return text.replace(HARMFUL, (char) => {
    if (char === "\n") return "\\n";
    if (char === "\t") return "\\t";
    const code = char.charCodeAt(0);
    const [prefix, width] = code < 0x100 ? ["\\x", 2] : ["\\u", 4];
    return prefix + code.toString(16).padStart(width, "0");
  });
}

/**
 * Writes a JSON document with everything escaped that a terminal might act on.
 *
 * @param value the document
 * @returns indented JSON of the same value
 */
export function harmlessJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    HARMFUL,
    (char) => char === "\n" ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

import { unicodeWidth } from "@std/cli/unicode-width";

/** Control characters, line separators, directional controls and lone surrogates. */
const HARMFUL =
  /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}/gu;

/**
 * Escapes what a terminal might act on.
 *
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

/** Writes a JSON document with everything escaped that a terminal might act on. */
export function harmlessJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    HARMFUL,
    (char) => char === "\n" ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/**
 * Formats a size as container tools do, in powers of 1000.
 *
 * @returns at most three significant digits and the unit
 *
 * @example
 * ```ts
 * formatBytes(7_340_032); // "7.34 MB"
 * ```
 */
export function formatBytes(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 999.5 && unit < UNITS.length - 1) {
    amount /= 1000;
    unit++;
  }
  return `${Number(amount.toPrecision(3))} ${UNITS[unit]}`;
}

const CODES = { strong: "1", faint: "2", bad: "31", good: "32", warn: "33" } as const;

/** How a part of a line is highlighted where there is colour. */
export type Paint = keyof typeof CODES;

/** A part of a line, plain or highlighted. */
export type Piece = string | { readonly text: string; readonly paint: Paint };

/** A line of text output. */
export type Line = readonly Piece[];

/** The text of a piece as it is printed without colour. */
export function plainText(piece: Piece): string {
  return harmless(typeof piece === "string" ? piece : piece.text);
}

/** Measures a line. */
export function lineWidth(line: Line): number {
  return unicodeWidth(line.map(plainText).join(""));
}

/** Highlights text. */
export function painted(paint: Paint, text: string): Piece {
  return { text, paint };
}

/** Formats a line; untrusted text is escaped here. */
export function writeLine(line: Line, color: boolean): string {
  const text = line.map((piece) => {
    const plain = plainText(piece);
    if (!color || typeof piece === "string" || plain === "") return plain;
    return `\x1b[${CODES[piece.paint]}m${plain}\x1b[0m`;
  }).join("");
  return `${text.trimEnd()}\n`;
}

/** The width that text output fits into. */
export const TEXT_WIDTH = 80;

const GAP = 2;

/**
 * Aligns cells in columns.
 *
 * @param rows the cells of each row; rows may differ in length
 */
export function table(rows: readonly (readonly Piece[])[], indent = 0): Line[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => widths[i] = Math.max(widths[i] ?? 0, lineWidth([cell])));
  }
  return rows.map((row) => [
    " ".repeat(indent),
    ...row.flatMap((cell, i) => {
      if (i === row.length - 1) return [cell];
      return [cell, " ".repeat(widths[i]! - lineWidth([cell]) + GAP)];
    }),
  ]);
}

/**
 * Aligns cells in columns and wraps the text at the end of each row.
 *
 * @param rows cells of equal number, and the text that follows them
 */
export function wrappedTable(
  rows: readonly (readonly [cells: readonly Piece[], text: string])[],
  indent = 0,
): Line[][] {
  const starts = table(rows.map(([cells]) => [...cells, ""]), indent);
  return rows.map(([, text], i) => {
    const start = starts[i]!;
    const margin = lineWidth(start);
    const [first = "", ...rest] = wrap(text, TEXT_WIDTH - margin);
    return [[...start, first], ...rest.map((it) => [" ".repeat(margin), it])];
  });
}

/**
 * Wraps text between words.
 *
 * @param width maximum width of a line; a wider word has a line of its own
 */
export function wrap(text: string, width = TEXT_WIDTH): string[] {
  const lines: string[] = [];
  // What is escaped gets longer, and is no space between words any more.
  for (const word of harmless(text).split(/\s+/).filter((it) => it !== "")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && lineWidth([longer]) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

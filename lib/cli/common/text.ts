import { unicodeWidth } from "@std/cli/unicode-width";
import { closestString } from "@std/text/closest-string";
import { levenshteinDistance } from "@std/text/levenshtein-distance";

/** Control characters, line separators, directional controls and lone surrogates. */
const HARMFUL =
  /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}/gu;

/** Escapes what a terminal might act on, as `\n`, `\x1b`, `\u202e` …; the text is one line. */
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

/** Formats a size as container tools do, three digits in powers of 1000: `7.34 MB`. */
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
function plainText(piece: Piece): string {
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

/** What text is written to. */
export interface Screen {
  /** Columns of the terminal; infinite where there is none, as in a pipe. */
  readonly width: number;
  /** Whether text may be coloured. */
  readonly colour: boolean;
}

/** The width of a terminal that does not tell its own, and of help. */
export const TEXT_WIDTH = 80;

const GAP = 2;

/** Aligns cells in columns; rows may differ in length. */
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
  width: number,
  indent = 0,
): Line[][] {
  const starts = table(rows.map(([cells]) => [...cells, ""]), indent);
  return rows.map(([, text], i) => {
    const start = starts[i]!;
    const margin = lineWidth(start);
    const [first = "", ...rest] = wrap(text, width - margin);
    return [[...start, first], ...rest.map((it) => [" ".repeat(margin), it])];
  });
}

/**
 * Wraps text between words; a word wider than a line has a line of its own. What stands in
 * quotation marks or brackets, as commands and options do, is not divided.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let room = 0;
  // What is escaped gets longer, and is no space between words any more.
  for (const word of harmless(text).match(/(?:(?<!\w)'[^']{0,200}'|\[[^\]]{0,200}\]|\S)+/g) ?? []) {
    const needed = unicodeWidth(word) + 1;
    if (needed > room) {
      lines.push(word);
      room = width + 1 - needed;
    } else {
      lines[lines.length - 1] += ` ${word}`;
      room -= needed;
    }
  }
  return lines;
}

/** Cuts the beginning of a text that is too wide: the end of a name says more than its registry. */
export function cut(text: string, width: number): string {
  if (lineWidth([text]) <= width) return text;
  const chars = [...plainText(text)];
  let start = chars.length;
  for (let room = width - 1; start > 0; start--) {
    room -= unicodeWidth(chars[start - 1]!);
    if (room < 0) break;
  }
  return `…${chars.slice(start).join("")}`;
}

/** Quotes text so that a shell takes it as one word. */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Draws a tree: each leaf stands below the labels that lead to it. */
export function tree(
  leaves: readonly (readonly [labels: readonly string[], leaf: Line])[],
  depth = 0,
  indent = "",
): Line[] {
  const branches: { readonly head: Line; readonly below: typeof leaves }[] = [];
  for (const [label, below] of Map.groupBy(leaves, ([labels]) => labels[depth])) {
    if (label === undefined) branches.push(...below.map(([, head]) => ({ head, below: [] })));
    else branches.push({ head: [label], below });
  }
  return branches.flatMap(({ head, below }, i) => {
    const isLast = i === branches.length - 1;
    const [edge, margin] = depth === 0 ? ["", ""] : isLast ? ["└── ", "    "] : ["├── ", "│   "];
    return [[indent, edge, ...head], ...tree(below, depth + 1, indent + margin)];
  });
}

/** Counts things: `1 image`, `2 images`. */
export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

/** Texts longer than this are no typing errors, and comparing them would take long. */
const MAX_WORD = 200;

/**
 * Finds the valid word that is nearest to a mistyped one.
 *
 * @param limit how many characters may differ, by default a third of the word
 */
export function nearest(
  word: string,
  candidates: readonly string[],
  limit: number = Math.floor(word.length / 3),
): string | undefined {
  if (word.length > MAX_WORD) return undefined;
  const similar = candidates.filter((it) => Math.abs(it.length - word.length) <= limit);
  if (similar.length === 0) return undefined;
  const found = closestString(word, similar);
  return levenshteinDistance(word, found) <= limit ? found : undefined;
}

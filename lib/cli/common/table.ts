import { harmless } from "./harmless.ts";
import { type Line, lineWidth, type Piece } from "./line.ts";

/** The width that text output fits into. */
export const TEXT_WIDTH = 80;

const GAP = 2;

/**
 * Aligns cells in columns.
 *
 * @param rows the cells of each row; rows may differ in length
 * @param indent width of the left margin
 * @returns one line for each row
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
 * @param indent width of the left margin
 * @returns the lines of each row
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
 * @param text a paragraph
 * @param width maximum width of a line; a wider word has a line of its own
 * @returns its lines
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

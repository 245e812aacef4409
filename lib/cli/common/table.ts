import { unicodeWidth } from "@std/cli/unicode-width";
import { type Line, type Piece, plainText } from "./line.ts";

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
  const widths = columnWidths(rows);
  return rows.map((row) => [
    " ".repeat(indent),
    ...row.flatMap((cell, i) => {
      if (i === row.length - 1) return [cell];
      return [cell, " ".repeat(widths[i]! - unicodeWidth(plainText(cell)) + GAP)];
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
  const widths = columnWidths(rows.map(([cells]) => cells));
  const room = TEXT_WIDTH - widths.reduce((sum, width) => sum + width + GAP, indent);
  const lines = rows.map(([, text]) => wrap(text, room));
  const filled = table(
    rows.flatMap(([cells], i) =>
      lines[i]!.map((text, j) => [...(j === 0 ? cells : cells.map(() => "")), text])
    ),
    indent,
  );
  return lines.map(({ length }) => filled.splice(0, length));
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
  let line = "";
  for (const word of text.split(/\s+/).filter((it) => it !== "")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && unicodeWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === "" ? lines : [...lines, line];
}

function columnWidths(rows: readonly (readonly Piece[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => widths[i] = Math.max(widths[i] ?? 0, unicodeWidth(plainText(cell))));
  }
  return widths;
}

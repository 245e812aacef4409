import { unicodeWidth } from "@std/cli/unicode-width";
import { type Line, type Piece, plainText } from "./line.ts";

const GAP = 2;

/**
 * Puts cells under each other.
 *
 * @param rows the cells of each row; rows may differ in length
 * @param indent how far the whole is moved to the right
 * @returns one line for each row
 */
export function table(rows: readonly (readonly Piece[])[], indent = 0): Line[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => widths[i] = Math.max(widths[i] ?? 0, unicodeWidth(plainText(cell))));
  }
  return rows.map((row) => [
    " ".repeat(indent),
    ...row.flatMap((cell, i) => {
      if (i === row.length - 1) return [cell];
      return [cell, " ".repeat(widths[i]! - unicodeWidth(plainText(cell)) + GAP)];
    }),
  ]);
}

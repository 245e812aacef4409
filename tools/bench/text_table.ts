/**
 * Lays out a table for a terminal.
 *
 * @param rows the cells, the heading first; all rows are equally long
 * @param left how many columns, from the first on, are words and not numbers
 * @returns lines, words aligned to the left and numbers to the right
 */
export function textTable(rows: readonly (readonly string[])[], left: number): string[] {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]!.length))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, i) => i < left ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))
      .join("  ")
      .trimEnd()
  );
}

import { unicodeWidth } from "@std/cli/unicode-width";
import { harmless } from "./harmless.ts";

const CODES = { strong: "1", faint: "2", bad: "31", good: "32", warn: "33" } as const;

/** How a part of a line is highlighted where there is colour. */
export type Paint = keyof typeof CODES;

/** A part of a line, plain or highlighted. */
export type Piece = string | { readonly text: string; readonly paint: Paint };

/** A line of text output. */
export type Line = readonly Piece[];

/**
 * The text of a piece as it is printed without colour.
 *
 * @param piece the piece
 * @returns its escaped text
 */
export function plainText(piece: Piece): string {
  return harmless(typeof piece === "string" ? piece : piece.text);
}

/**
 * Measures a line.
 *
 * @param line the line
 * @returns how many columns of a terminal it takes
 */
export function lineWidth(line: Line): number {
  return unicodeWidth(line.map(plainText).join(""));
}

/**
 * Highlights text.
 *
 * @param paint how
 * @param text the text
 * @returns the piece
 */
export function painted(paint: Paint, text: string): Piece {
  return { text, paint };
}

/**
 * Formats a line; untrusted text is escaped here.
 *
 * @param line the line
 * @param color whether to use colour
 * @returns its text, line end included
 */
export function writeLine(line: Line, color: boolean): string {
  const text = line.map((piece) => {
    const plain = plainText(piece);
    if (!color || typeof piece === "string" || plain === "") return plain;
    return `\x1b[${CODES[piece.paint]}m${plain}\x1b[0m`;
  }).join("");
  return `${text.trimEnd()}\n`;
}

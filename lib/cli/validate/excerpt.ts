import { unicodeWidth } from "@std/cli/unicode-width";
import { harmless } from "../common/harmless.ts";
import { type Line, painted } from "../common/line.ts";

/** How many characters of a line are shown before and after the place; the lines fit a terminal. */
const BEFORE = 30;
const AFTER = 40;
const ELLIPSIS = "…";

/** A place in a text. */
export interface Place {
  /** Where it is, from the start of the text. */
  readonly offset: number;
  /** The number of its line, from 1. */
  readonly line: number;
  /** Where it is in its line, from 1. */
  readonly column: number;
}

/**
 * Shows a place in a text: its line, and a caret below the place.
 *
 * @param text the text
 * @param place the place
 * @returns two lines; of a long line only the part around the place
 */
export function excerpt(text: string, { offset, line, column }: Place): Line[] {
  const start = offset - column + 1;
  const from = Math.max(start, offset - BEFORE);
  const rest = text.slice(offset, offset + AFTER + 1).split(/[\r\n]/, 1)[0]!;
  const isCutBefore = from > start && /\S/.test(text.slice(start, from));
  const before = (isCutBefore ? ELLIPSIS : "") +
    harmless(text.slice(from, offset).replace(/^[ \t]+/, ""));
  const after = rest.length > AFTER ? harmless(rest.slice(0, AFTER)) + ELLIPSIS : harmless(rest);
  const margin = `${line} | `;
  return [
    [painted("faint", margin), before + after],
    [" ".repeat(unicodeWidth(margin + before)), painted("bad", "^")],
  ];
}

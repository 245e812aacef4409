import { unicodeWidth } from "@std/cli/unicode-width";

/** The widest line of running text. */
export const TEXT_WIDTH = 80;

/**
 * Breaks text between words.
 *
 * @param text a paragraph
 * @param width how wide a line may be
 * @returns its lines; a word that is wider than a line has one of its own
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

/** The lines of a text, to turn places into numbers that editors know. */
export class Lines {
  #text: string;
  #starts: number[] | undefined;

  /** @param text the text */
  constructor(text: string) {
    this.#text = text;
  }

  /**
   * The line and column of a place.
   *
   * @param offset the place
   * @returns both from 1; columns are units of UTF-16, as editors count them
   */
  at(offset: number): { line: number; column: number } {
    const starts = this.#starts ??= startsOf(this.#text);
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }
}

function startsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** What a number of measurements come to. */
export interface Summary {
  /** How many there are. */
  readonly runs: number;
  /** The one in the middle, or the mean of the two there. */
  readonly median: number;
  /** The smallest. */
  readonly min: number;
  /** The largest. */
  readonly max: number;
}

/**
 * Sums measurements up.
 *
 * @param values the measurements, in any order
 * @returns what they come to
 * @throws {RangeError} when there are none
 */
export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const runs = sorted.length;
  const [min, max] = [sorted[0], sorted[runs - 1]];
  if (min === undefined || max === undefined) {
    throw new RangeError("Cannot sum up no measurements");
  }
  const middle = (runs - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return { runs, median, min, max };
}

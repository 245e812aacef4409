/** A place where two texts differ. */
export interface Change {
  /** Number of the line in the second text, from 1. */
  readonly line: number;
  /** The lines that the first text has there. */
  readonly expected: readonly string[];
  /** The lines that the second text has instead. */
  readonly found: readonly string[];
}

/** How many pairs of lines are compared at most; beyond, all that differs counts as one change. */
const MAX_PAIRS = 1_000_000;

/**
 * Compares two texts line by line.
 *
 * @param expected how it must be
 * @param found how it is
 * @returns the places where they differ, in order; none if they are equal
 */
export function difference(expected: string, found: string): Change[] {
  const one = expected.split("\n");
  const other = found.split("\n");
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start++;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const left = one.slice(start, one.length - end);
  const right = other.slice(start, other.length - end);
  if (left.length + right.length === 0) return [];
  if (left.length * right.length > MAX_PAIRS) {
    return [{ line: start + 1, expected: left, found: right }];
  }
  return changes(left, right, start + 1);
}

/** Keeps as many lines as possible, and collects the others between them. */
function changes(left: readonly string[], right: readonly string[], firstLine: number): Change[] {
  const kept = keptFrom(left, right);
  const width = right.length + 1;
  const result: { line: number; expected: string[]; found: string[] }[] = [];
  let open = false;
  for (let i = 0, j = 0; i < left.length || j < right.length;) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      open = false;
      i++;
      j++;
      continue;
    }
    if (!open) result.push({ line: firstLine + j, expected: [], found: [] });
    open = true;
    const change = result.at(-1)!;
    const isGone = j === right.length ||
      (i < left.length && kept[(i + 1) * width + j]! >= kept[i * width + j + 1]!);
    if (isGone) change.expected.push(left[i++]!);
    else change.found.push(right[j++]!);
  }
  return result;
}

/** How many lines the rests of two texts can keep, for each pair of places where they begin. */
function keptFrom(left: readonly string[], right: readonly string[]): Uint32Array {
  const width = right.length + 1;
  const kept = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      kept[i * width + j] = left[i] === right[j]
        ? kept[(i + 1) * width + j + 1]! + 1
        : Math.max(kept[(i + 1) * width + j]!, kept[i * width + j + 1]!);
    }
  }
  return kept;
}

import type { Measure, Quantity } from "./measures.ts";
import { Id } from "./programs.ts";

/** The longest request that a target is about, so that the long one is not meant by it. */
const LONG_REQUEST_BYTES = 1 << 20;

/** What the program is to keep to. */
interface Target {
  readonly quantity: Quantity;
  readonly refs: number;
  readonly of: "empty" | "original";
  readonly limit: number;
}

const TARGETS: readonly Target[] = [
  { quantity: "first reply", refs: 1, of: Id.EMPTY, limit: 1.2 },
  { quantity: "first reply", refs: 1, of: Id.ORIGINAL, limit: 0.5 },
  { quantity: "whole life", refs: 1, of: Id.ORIGINAL, limit: 0.44 },
  { quantity: "whole life", refs: 100, of: Id.ORIGINAL, limit: 0.12 },
  { quantity: "whole life", refs: 1000, of: Id.ORIGINAL, limit: 0.045 },
  { quantity: "peak memory", refs: 1, of: Id.EMPTY, limit: 1.1 },
];

/** How far the program keeps to a target. */
export interface Verdict extends Target {
  /** What was measured. */
  readonly ratio: number;
  /** Whether it is within the limit. */
  readonly met: boolean;
}

/**
 * Compares what was measured with what is wanted.
 *
 * @param measures what was measured
 * @returns a verdict for each target that the measures say something about
 */
export function verdicts(measures: readonly Measure[]): Verdict[] {
  return TARGETS.flatMap((target) => {
    const measure = measures.find((it) =>
      it.program === Id.PROGRAM && it.quantity === target.quantity && it.refs === target.refs &&
      it.requestBytes < LONG_REQUEST_BYTES
    );
    const ratio = target.of === Id.EMPTY ? measure?.timesEmpty : measure?.timesOriginal;
    return typeof ratio === "number" ? [{ ...target, ratio, met: ratio <= target.limit }] : [];
  });
}

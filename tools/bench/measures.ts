import { Id } from "./programs.ts";
import type { Life, SeriesResult } from "./series.ts";
import { summarize, type Summary } from "./statistics.ts";

/** What is measured in a run. */
export type Quantity = "first reply" | "whole life" | "peak memory";

/** One program's part of one measure. */
export interface Measure extends Summary {
  /** What was measured. */
  readonly quantity: Quantity;
  /** How many references the request had. */
  readonly refs: number;
  /** Length of the request. */
  readonly requestBytes: number;
  /** What the numbers count. */
  readonly unit: "ms" | "KiB";
  /** Id of the program. */
  readonly program: string;
  /** The median divided by that of the empty program, of its whole run where times are meant. */
  readonly timesEmpty: number | null;
  /** The median divided by that of the original; nothing where that was not measured. */
  readonly timesOriginal: number | null;
}

const QUANTITIES: readonly { quantity: Quantity; unit: Measure["unit"]; key: keyof Life }[] = [
  { quantity: "first reply", unit: "ms", key: "first" },
  { quantity: "whole life", unit: "ms", key: "whole" },
  { quantity: "peak memory", unit: "KiB", key: "peak" },
];

/**
 * Sums a series up. All that is compared comes from the same series.
 *
 * @param result what came out of it
 * @returns for each quantity, each program's part
 */
export function measuresOf(result: SeriesResult): Measure[] {
  const { series: { refs }, requestBytes, lives } = result;
  return QUANTITIES.flatMap(({ quantity, unit, key }) => {
    const floor = median(lives.get(Id.EMPTY), key === "first" ? "whole" : key);
    const original = median(lives.get(Id.ORIGINAL), key);
    return [...lives].flatMap(([program, runs]): Measure[] => {
      const values = valuesOf(runs, key);
      if (values.length === 0) return [];
      const summary = summarize(values);
      return [{
        quantity,
        refs,
        requestBytes,
        unit,
        program,
        ...summary,
        timesEmpty: floor && summary.median / floor,
        timesOriginal: original && summary.median / original,
      }];
    });
  });
}

function median(lives: readonly Life[] | undefined, key: keyof Life): number | null {
  const values = valuesOf(lives ?? [], key);
  return values.length === 0 ? null : summarize(values).median;
}

function valuesOf(lives: readonly Life[], key: keyof Life): number[] {
  return lives.map((life) => life[key]).filter((value) => value !== null);
}

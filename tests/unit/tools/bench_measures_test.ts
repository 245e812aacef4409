import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { measuresOf } from "../../../tools/bench/measures.ts";
import type { Life, SeriesResult } from "../../../tools/bench/series.ts";
import { summarize } from "../../../tools/bench/statistics.ts";
import { verdicts } from "../../../tools/bench/targets.ts";

function series(lives: Record<string, Life[]>, requestBytes = 300): SeriesResult {
  return {
    series: { refs: 1, nameLength: 0, runs: 1 },
    machine: {},
    load: [0, 0],
    ownPeak: 0,
    requestBytes,
    lives: new Map(Object.entries(lives)),
  };
}

const EMPTY = [{ first: null, whole: 20, peak: 1000 }];
const PROGRAM = [{ first: 24, whole: 30, peak: 1200 }, { first: 26, whole: 50, peak: 1200 }];
const ORIGINAL = [{ first: 50, whole: 100, peak: 600 }];

Deno.test("summarize() takes the one in the middle when the number of values is odd", () => {
  deepStrictEqual(summarize([3, 1, 10]), { runs: 3, median: 3, min: 1, max: 10 });
});

Deno.test("summarize() takes the mean of the two in the middle when the number is even", () => {
  strictEqual(summarize([4, 1, 2, 10]).median, 3);
});

Deno.test("summarize() throws when there is nothing to sum up", () => {
  throws(() => summarize([]), /no measurements/);
});

Deno.test("measuresOf() compares a first reply with the empty program's whole run", () => {
  const measures = measuresOf(series({ empty: EMPTY, program: PROGRAM, original: ORIGINAL }));
  const found = measures.find((it) => it.program === "program" && it.quantity === "first reply");
  deepStrictEqual(found, {
    quantity: "first reply",
    refs: 1,
    requestBytes: 300,
    unit: "ms",
    program: "program",
    runs: 2,
    median: 25,
    min: 24,
    max: 26,
    timesEmpty: 1.25,
    timesOriginal: 0.5,
  });
});

Deno.test("measuresOf() leaves out the reply of a program that was asked nothing", () => {
  const measures = measuresOf(series({ empty: EMPTY }));
  deepStrictEqual(measures.map((it) => it.quantity), ["whole life", "peak memory"]);
});

Deno.test("measuresOf() has no ratio to the original when that was not measured", () => {
  const measures = measuresOf(series({ empty: EMPTY, program: PROGRAM }));
  deepStrictEqual(new Set(measures.map((it) => it.timesOriginal)), new Set([null]));
});

Deno.test("verdicts() judges what was measured, and nothing else", () => {
  const measures = measuresOf(series({ empty: EMPTY, program: PROGRAM }));
  const judged = verdicts(measures).map(({ quantity, of, ratio, met }) => ({
    quantity,
    of,
    ratio,
    met,
  }));
  deepStrictEqual(judged, [
    { quantity: "first reply", of: "empty", ratio: 1.25, met: false },
    { quantity: "peak memory", of: "empty", ratio: 1.2, met: false },
  ]);
});

Deno.test("verdicts() passes over a long request when there is no other", () => {
  deepStrictEqual(verdicts(measuresOf(series({ empty: EMPTY, program: PROGRAM }, 4 << 20))), []);
});

/**
 * What `deno task bench` writes into dist/bench.json. The names of the fields stay; new ones may
 * come.
 *
 * @module
 */
import type { Count } from "./counts.ts";
import type { Measure } from "./measures.ts";
import type { Sizes } from "./sizes.ts";
import type { Verdict } from "./targets.ts";

/** All results of one run. */
export interface Results {
  /** When the run ended, as ISO 8601 writes it. */
  readonly time: string;
  /** Kernel, processor, number of processors and version of the Python that drove the programs. */
  readonly machine: Readonly<Record<string, string | number>>;
  /** The load of the machine at the start and at the end: runnable programs, mean of a minute. */
  readonly load: readonly [start: number, end: number];
  /** Peak of the driver's memory in KiB where requests were short: no measured peak is lower. */
  readonly driverPeak: number;
  /** One entry for each quantity, request and program. */
  readonly measures: readonly Measure[];
  /** What was counted, if that was asked for. */
  readonly counts: readonly Count[];
  /** Lengths of files. */
  readonly sizes: Sizes;
  /** What is wanted, and whether it is so. */
  readonly targets: readonly Verdict[];
  /** What was left out and why, in words. */
  readonly skipped: readonly string[];
}

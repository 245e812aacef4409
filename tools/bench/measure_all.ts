import { report } from "../shared/tool.ts";
import { mountAbility } from "../test/mount_ability.ts";
import { ensurePython } from "../test/python.ts";
import { takeCounts } from "./counts.ts";
import { measuresOf } from "./measures.ts";
import { type BenchOptions, runsFor } from "./options.ts";
import { references } from "./print.ts";
import type { Programs } from "./programs.ts";
import type { Results } from "./results.ts";
import { runSeries, type Series, type SeriesResult } from "./series.ts";
import { sizesOf } from "./sizes.ts";
import { verdicts } from "./targets.ts";

const LONG_NAME = 4 << 20;

/**
 * Measures programs with requests of all kinds.
 *
 * @param options which requests, and how often
 * @param gathered the programs
 * @param files where the program, the empty one and the runtime are
 * @returns the results
 * @throws {Error} when nothing can be mounted here, or a run fails
 */
export async function measureAll(
  options: BenchOptions,
  { programs, skipped }: Programs,
  files: { program: string; empty: string; denort: string },
): Promise<Results> {
  const { prefix, obstacle } = await mountAbility();
  if (obstacle !== undefined) throw new Error(`Cannot measure: ${obstacle}`);
  const driver = { python: await ensurePython(), prefix };
  const ended: SeriesResult[] = [];
  for (const series of allSeries(options)) {
    const size = series.nameLength > 0 ? `, ${series.nameLength / (1 << 20)} MiB` : "";
    report([`measuring ${references(series.refs)}${size}: ${series.runs} runs`]);
    ended.push(await runSeries(series, programs, driver));
  }
  const counted = options.counts ? await takeCounts(programs, driver) : { counts: [], skipped: [] };
  const measures = ended.flatMap(measuresOf);
  const [first, last] = [ended[0]!, ended.at(-1)!];
  return {
    time: new Date().toISOString(),
    machine: first.machine,
    load: [first.load[0], last.load[1]],
    driverPeak: first.ownPeak,
    measures,
    counts: counted.counts,
    sizes: sizesOf(files),
    targets: verdicts(measures),
    skipped: [...skipped, ...counted.skipped],
  };
}

/** The long request comes last: it makes the driver itself large. */
function allSeries(options: BenchOptions): Series[] {
  return [
    ...options.refs.map((refs) => ({ refs, nameLength: 0, runs: runsFor(options, refs) })),
    { refs: 1, nameLength: LONG_NAME, runs: runsFor(options, 1) },
  ];
}

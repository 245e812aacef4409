import { join } from "node:path";
import { ROOT } from "../shared/layout.ts";
import { runCommand } from "../shared/run_command.ts";
import { balancedOrders } from "./order.ts";
import type { Program } from "./programs.ts";

const DRIVER = join(ROOT, "tools", "bench", "driver.py");

/** What a series of runs is about. */
export interface Series {
  /** How many references the request has. */
  readonly refs: number;
  /** How long each image's name is at least: long ones make a long request. */
  readonly nameLength: number;
  /** How often each program runs. */
  readonly runs: number;
}

/** One run: milliseconds from the spawn on, and the most memory, in KiB. */
export interface Life {
  /** To the reply; nothing where nothing was asked. */
  readonly first: number | null;
  /** To the exit. */
  readonly whole: number;
  /** Peak of the resident memory. */
  readonly peak: number;
}

/** What came out of a series. */
export interface SeriesResult {
  /** The series. */
  readonly series: Series;
  /** The machine that it ran on. */
  readonly machine: Readonly<Record<string, string | number>>;
  /** The load of the machine, before and after: runnable programs, mean of a minute. */
  readonly load: readonly [before: number, after: number];
  /** Peak of the driver's own memory in KiB: no measured peak can be lower. */
  readonly ownPeak: number;
  /** Length of the request. */
  readonly requestBytes: number;
  /** The runs of each program, by its id. */
  readonly lives: ReadonlyMap<string, readonly Life[]>;
}

/** What a series runs with. */
export interface Driver {
  /** The interpreter of the driver. */
  readonly python: string;
  /** What stands before a command that mounts. */
  readonly prefix: readonly string[];
}

/**
 * Lets programs live in turns, in a mount namespace of their own.
 *
 * @param series what they are asked, and how often
 * @param programs the programs
 * @param driver what drives them
 * @returns how it went, without the first run of each, which is for warming up
 * @throws {Error} when a run fails
 */
export async function runSeries(
  series: Series,
  programs: readonly Program[],
  { python, prefix }: Driver,
): Promise<SeriesResult> {
  const orders = balancedOrders(programs.length, series.runs);
  const steps = [programs, ...orders.map((order) => order.map((i) => programs[i]!))].flat();
  const directory = await Deno.realPath(await Deno.makeTempDir({ prefix: "bench-" }));
  try {
    const plan = join(directory, "plan.json");
    const byId = Object.fromEntries(programs.map(({ id, ...rest }) => [id, rest]));
    const ids = steps.map(({ id }) => id);
    const { refs, nameLength } = series;
    const content = { directory, refs, nameLength, programs: byId, steps: ids };
    await Deno.writeTextFile(plan, JSON.stringify(content));
    const [program, ...args] = [...prefix, python, DRIVER, plan];
    const { success, output } = await runCommand(program!, args, {
      env: { PYTHONDONTWRITEBYTECODE: "1" },
    });
    if (!success) throw new Error(`Cannot measure:\n${output.trim()}`);
    const { lives, ...rest } = JSON.parse(output);
    return { series, ...rest, lives: byProgram(programs, ids, lives) };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

function byProgram(
  programs: readonly Program[],
  ids: readonly string[],
  lives: readonly Life[],
): Map<string, Life[]> {
  const measured = [...lives.entries()].slice(programs.length);
  return new Map(
    programs.map(({ id }) => [id, measured.filter(([i]) => ids[i] === id).map(([, it]) => it)]),
  );
}

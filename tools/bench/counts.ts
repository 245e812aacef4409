import { join } from "node:path";
import { readIfThere } from "../shared/read_if_there.ts";
import { runCommand } from "../shared/run_command.ts";
import { type Counter, COUNTERS } from "./counters.ts";
import type { Program } from "./programs.ts";
import { type Driver, runSeries } from "./series.ts";

/** How often a program did something in one life with one reference. */
export interface Count {
  /** What was counted. */
  readonly counts: string;
  /** What counted it. */
  readonly tool: string;
  /** Id of the program. */
  readonly program: string;
  /** How often. */
  readonly count: number;
}

/** What was counted, and what was not. */
export interface Counts {
  /** The counts. */
  readonly counts: readonly Count[];
  /** What could not be counted and why, for people. */
  readonly skipped: readonly string[];
}

/**
 * Counts instructions and system calls with the tools that work on this machine.
 *
 * @param programs whose
 * @param driver what drives them
 * @returns the counts; of what programs start, strace alone counts too
 * @throws {Error} when a run fails
 */
export async function takeCounts(programs: readonly Program[], driver: Driver): Promise<Counts> {
  const counts: Count[] = [];
  const skipped: string[] = [];
  const directory = await Deno.makeTempDir({ prefix: "bench-counts-" });
  try {
    for (const counter of COUNTERS) {
      const obstacle = counts.some((it) => it.counts === counter.counts)
        ? "they are counted already"
        : await obstacleTo(counter, directory);
      if (obstacle === undefined) counts.push(...await take(counter, programs, driver, directory));
      else skipped.push(`${counter.counts} by ${counter.tool}: not counted; ${obstacle}`);
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
  return { counts, skipped };
}

async function obstacleTo(counter: Counter, directory: string): Promise<string | undefined> {
  const file = join(directory, "trial");
  try {
    await runCommand(counter.tool, [...counter.args(file), "true"]);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "it is not installed";
    throw error;
  }
  return counter.parse(readIfThere(file) ?? "") === undefined ? "it does not work here" : undefined;
}

async function take(
  counter: Counter,
  programs: readonly Program[],
  driver: Driver,
  directory: string,
): Promise<Count[]> {
  const { counts, tool } = counter;
  const file = (id: string) => join(directory, `${tool} ${id}`);
  const counted = programs.map((program) => ({
    ...program,
    command: [tool, ...counter.args(file(program.id)), ...program.command],
  }));
  await runSeries({ refs: 1, nameLength: 0, runs: 1 }, counted, driver);
  return programs.map(({ id }) => {
    const count = counter.parse(readIfThere(file(id)) ?? "");
    if (count === undefined) throw new Error(`Cannot find what ${tool} has counted for ${id}`);
    return { counts, tool, program: id, count };
  });
}

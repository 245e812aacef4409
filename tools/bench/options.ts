import { parseArgs } from "node:util";

/** What `deno task bench` can be told on the command line. */
export interface BenchOptions {
  /** Runs behind each figure; nothing for 20, or 5 where there are more than 100 references. */
  readonly runs: number | undefined;
  /** How many references requests have, one series of runs for each. */
  readonly refs: readonly number[];
  /** Other builds of the program that are measured along: path by name. */
  readonly also: ReadonlyMap<string, string>;
  /** Whether instructions and system calls are counted, too. */
  readonly counts: boolean;
}

const DEFAULT_REFS = "1,10,100,1000";
const DEFAULT_RUNS = 20;
const DEFAULT_RUNS_IF_MANY = 5;
const MANY = 100;

/**
 * Reads the command line.
 *
 * @param args its arguments
 * @returns what they say
 * @throws {TypeError} when there is an unknown one
 * @throws {RangeError} when a number is none, or not positive
 */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: "string" },
      refs: { type: "string", default: DEFAULT_REFS },
      also: { type: "string", multiple: true, default: [] },
      counts: { type: "boolean", default: false },
    },
  });
  return {
    runs: values.runs === undefined ? undefined : positive("--runs", values.runs),
    refs: values.refs.split(",").map((text) => positive("--refs", text)),
    also: new Map(values.also.map(namedPath)),
    counts: values.counts,
  };
}

/**
 * Says how often each program runs.
 *
 * @param options what was asked for
 * @param refs how many references the request has
 * @returns how often
 */
export function runsFor({ runs }: BenchOptions, refs: number): number {
  return runs ?? (refs > MANY ? DEFAULT_RUNS_IF_MANY : DEFAULT_RUNS);
}

function positive(option: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new RangeError(`Cannot use ${option} ${text}: it takes numbers from 1 to 999999`);
  }
  return Number(text);
}

function namedPath(text: string): [name: string, path: string] {
  const [, name, path] = /^(\w[\w. -]*)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || path === undefined) {
    throw new RangeError(`Cannot use --also ${text}: it takes NAME=PATH`);
  }
  return [name, path];
}

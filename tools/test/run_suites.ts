import { summary, type TestResult, type TestSuite } from "./result.ts";

/** Clears the terminal's line. */
const CLEAR = "\r\x1b[K";

/** How suites are run and shown. */
export interface RunOptions {
  /** How many run at the same time. */
  readonly width: number;
  /** Whether standard output is a terminal, where the suites that are running are shown. */
  readonly terminal: boolean;
  /** Number of columns of that terminal. */
  readonly columns: number;
  /** Writes text, as it is. */
  readonly write: (text: string) => void;
}

/**
 * Runs suites, several at the same time, and prints a line for each when it has ended.
 *
 * @param suites the suites, started in this order
 * @param filter text that names of tests must contain; suites whose name contains it run whole, and
 * no others then
 * @param options how they are run and shown
 * @returns all tests
 */
export async function runSuites(
  suites: readonly TestSuite[],
  filter: string,
  { width, terminal, columns, write }: RunOptions,
): Promise<TestResult[]> {
  const named = filter === "" ? [] : suites.filter(({ name }) => name.includes(filter));
  const [chosen, inner] = named.length > 0 ? [named, ""] : [suites, filter];
  const all: TestResult[] = [];
  const running = new Set<string>();
  let ended = 0;
  const show = () => {
    const line = `${ended} of ${chosen.length} suites done; running ${[...running].join(", ")}`;
    if (terminal) write(CLEAR + (running.size > 0 ? line.slice(0, columns - 1) : ""));
  };
  const waiting = chosen[Symbol.iterator]();
  const worker = async () => {
    for (const suite of waiting) {
      running.add(suite.name);
      show();
      const results = await suite.run(inner);
      running.delete(suite.name);
      ended++;
      all.push(...results);
      const lines = suiteLines(suite.name, results).map((line) => `${line}\n`).join("");
      if (lines !== "") write((terminal ? CLEAR : "") + lines);
      show();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, width) }, worker));
  return all;
}

/**
 * Describes a suite that has ended; failures are only counted.
 *
 * @param suite its name
 * @param results its tests
 * @returns a line for it, and one for each test that was skipped or has something to report
 */
export function suiteLines(suite: string, results: readonly TestResult[]): string[] {
  if (results.length === 0) return [];
  const seconds = results.reduce((sum, it) => sum + it.seconds, 0).toFixed(1);
  const notes = results.filter((it) => it.outcome !== "failed" && it.detail !== "");
  return [
    `${suite}: ${summary(results)} (${seconds} s)`,
    ...notes.map(({ name, outcome, detail }) =>
      `  ${outcome === "skipped" ? "skipped " : ""}${name}: ${detail.trim()}`
    ),
  ];
}

/**
 * Describes failures, with the command that runs each of them alone.
 *
 * @param results all tests
 * @param command the command that runs tests, such as `deno task test`
 * @returns the lines
 */
export function failureLines(results: readonly TestResult[], command: string): string[] {
  return results.filter((it) => it.outcome === "failed").flatMap(({ name, detail }) => [
    "",
    `FAILED ${name}`,
    ...detail.trimEnd().split("\n").map((line) => `  ${line}`),
    `  Run it alone: ${command} '${name.replaceAll("'", `'\\''`)}'`,
  ]);
}

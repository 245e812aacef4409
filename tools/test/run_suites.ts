/** How one test ended. */
export interface TestResult {
  /** The test's name. */
  readonly name: string;
  /** How it ended. */
  readonly outcome: "passed" | "failed" | "skipped";
  /** Why it failed or was skipped; what a passed one has to report, else empty. */
  readonly detail: string;
}

/** Tests that run in one process. */
export interface TestSuite {
  /** Their file, without its suffix, or their directory. */
  readonly name: string;
  /**
   * Runs them.
   *
   * @param filter text that their names must contain
   * @returns how they ended; what keeps them from running is a failure, too
   */
  run(filter: string): Promise<TestResult[]>;
}

/** Where suites are shown. */
export interface Screen {
  /** Number of columns of a terminal, where running suites are shown; nothing elsewhere. */
  readonly columns?: number | undefined;
  /** Writes text, as it is. */
  readonly write: (text: string) => void;
}

/** Clears the terminal's line. */
const CLEAR = "\r\x1b[K";

/**
 * Runs suites, several at the same time, and prints a line for each when it has ended.
 *
 * @param suites the suites, started in this order
 * @param filter text that names of tests must contain; suites whose name contains it run whole, and
 * no others then
 * @param width how many run at the same time
 * @param screen where they are shown
 * @returns all tests
 */
export async function runSuites(
  suites: readonly TestSuite[],
  filter: string,
  width: number,
  { columns, write }: Screen,
): Promise<TestResult[]> {
  const named = filter === "" ? [] : suites.filter(({ name }) => name.includes(filter));
  const [chosen, inner] = named.length > 0 ? [named, ""] : [suites, filter];
  const all: TestResult[] = [];
  const running = new Set<string>();
  let ended = 0;
  const show = (lines: readonly string[] = []) => {
    const text = lines.map((line) => `${line}\n`).join("");
    if (columns === undefined) return write(text);
    const names = [...running].join(", ");
    const state = names && `${ended} of ${chosen.length} suites done; running ${names}`;
    write(CLEAR + text + state.slice(0, columns - 1));
  };
  const waiting = chosen[Symbol.iterator]();
  const worker = async () => {
    for (const suite of waiting) {
      running.add(suite.name);
      show();
      const start = performance.now();
      const results = await suite.run(inner);
      running.delete(suite.name);
      ended++;
      all.push(...results);
      show(suiteLines(suite.name, results, performance.now() - start));
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return all;
}

/**
 * Describes a suite that has ended; failures are only counted.
 *
 * @param suite its name
 * @param results its tests
 * @param milliseconds how long it took
 * @returns a line for it, and one for each test that was skipped or has something to report
 */
export function suiteLines(
  suite: string,
  results: readonly TestResult[],
  milliseconds: number,
): string[] {
  if (results.length === 0) return [];
  const notes = results.filter(({ outcome, detail }) => outcome !== "failed" && detail !== "");
  return [
    `${suite}: ${summary(results)} (${(milliseconds / 1000).toFixed(1)} s)`,
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

/**
 * Counts tests by outcome.
 *
 * @param results the tests
 * @returns such as "3 passed, 0 failed, 1 skipped"
 */
export function summary(results: readonly TestResult[]): string {
  return (["passed", "failed", "skipped"] as const)
    .map((outcome) => `${results.filter((it) => it.outcome === outcome).length} ${outcome}`)
    .join(", ");
}

/** How one test ended. */
export interface TestResult {
  /** The test's name. */
  readonly name: string;
  /** How it ended. */
  readonly outcome: "passed" | "failed" | "skipped";
  /** Why it failed or was skipped; what a passed one has to report, else empty. */
  readonly detail: string;
  /** How long it took. */
  readonly seconds: number;
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

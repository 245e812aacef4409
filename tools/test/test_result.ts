/** How one test ended. */
export interface TestResult {
  /** What the test says about the program. */
  readonly name: string;
  /** How it ended. */
  readonly outcome: "passed" | "failed" | "skipped";
  /** Why it failed or was skipped; empty otherwise. */
  readonly detail: string;
  /** How long it took. */
  readonly seconds: number;
}

/** Tests that run in one process. */
export interface TestSuite {
  /** What they are called together. */
  readonly name: string;
  /** Runs them; what keeps them from running is a result too. */
  run(): Promise<TestResult[]>;
}

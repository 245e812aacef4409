import { LIBC_PATHS } from "../../lib/linux/libc.ts";
import { readIfThere } from "../shared/read_if_there.ts";
import { ROOT } from "../shared/layout.ts";
import { runCommand } from "../shared/run_command.ts";
import { parseJunit } from "./junit.ts";
import type { TestResult, TestSuite } from "./test_result.ts";

/** Tests of modules, of the command line through the program, and of what is packaged. */
const DIRECTORIES = ["tests/unit", "tests/cli", "tests/packaging/cheap"];

/** What tests run with when it is to be known which lines they reach. */
export interface Covered {
  /** A directory for what Deno finds out. */
  readonly coverage: string;
  /** What is started instead of the program. */
  readonly binary: string;
}

/**
 * The tests that are written for Deno.
 *
 * @param filter what names of tests must hold
 * @param covered given when the lines are to be known that are reached
 * @returns a suite for each directory
 */
export function denoTests(filter: string, covered?: Covered): TestSuite[] {
  return DIRECTORIES.map((directory) => ({
    name: directory,
    run: () => run(directory, filter, covered),
  }));
}

async function run(
  directory: string,
  filter: string,
  covered: Covered | undefined,
): Promise<TestResult[]> {
  const report = await Deno.makeTempFile({ suffix: ".xml" });
  try {
    const { success, output } = await runCommand(Deno.execPath(), [
      "test",
      "--quiet",
      "--permission-set=test",
      `--allow-ffi=${LIBC_PATHS.join(",")}`,
      "--no-prompt",
      "--reporter=dot",
      `--junit-path=${report}`,
      ...(covered ? [`--coverage=${covered.coverage}`, "--coverage-raw-data-only"] : []),
      ...(filter === "" ? [] : [`--filter=${filter}`]),
      directory,
    ], { cwd: ROOT, env: covered ? { CONTAINERS_BINARY: covered.binary } : {} });
    const results = parseJunit(readIfThere(report) ?? "");
    // A module that can't be loaded is in no report.
    if (success || results.some((it) => it.outcome === "failed")) return results;
    return [...results, { name: "deno test", outcome: "failed", detail: output, seconds: 0 }];
  } finally {
    await Deno.remove(report);
  }
}

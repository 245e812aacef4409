import { join } from "node:path";
import { LIBC_PATHS } from "../../lib/linux/libc.ts";
import { ROOT } from "../shared/layout.ts";
import { readIfThere } from "../shared/read_if_there.ts";
import { runCommand } from "../shared/run_command.ts";
import { parseJunit } from "./junit.ts";
import type { TestResult, TestSuite } from "./result.ts";

/** A suite each: modules share little, and loading all of them takes about a second. */
const DIRECTORIES = ["tests/unit", "tests/packaging/cheap"];

/** A suite for each of its files: the command line, whose tests start programs. */
const DIRECTORY_OF_FILES = "tests/cli";

/** Where to write which lines the tests reach. */
export interface Covered {
  /** A directory for Deno's raw data. */
  readonly coverage: string;
  /** What is started instead of the program. */
  readonly binary: string;
}

/**
 * The tests that Deno runs: of modules, of the command line, and of what is packaged.
 *
 * @param covered given when coverage is recorded
 * @returns the suites
 */
export function denoTests(covered?: Covered): TestSuite[] {
  const files = [...Deno.readDirSync(join(ROOT, DIRECTORY_OF_FILES))]
    .filter(({ name }) => name.endsWith("_test.ts"))
    .map(({ name }) => `${DIRECTORY_OF_FILES}/${name}`).sort();
  return [...files, ...DIRECTORIES].map((path) => ({
    name: suiteName(path),
    run: (filter) => run(path, filter, covered),
  }));
}

function suiteName(path: string): string {
  return path.replace(/^tests\/|\.ts$/g, "");
}

async function run(
  path: string,
  filter: string,
  covered: Covered | undefined,
): Promise<TestResult[]> {
  const report = await Deno.makeTempFile({ suffix: ".xml" });
  try {
    const { success, output } = await runCommand(Deno.execPath(), [
      "test",
      "--quiet",
      "--allow-env",
      "--allow-net=127.0.0.1",
      "--allow-read",
      "--allow-run",
      "--allow-write",
      `--allow-ffi=${LIBC_PATHS.join(",")}`,
      "--no-prompt",
      "--reporter=dot",
      `--junit-path=${report}`,
      ...(covered ? [`--coverage=${covered.coverage}`, "--coverage-raw-data-only"] : []),
      ...(filter === "" ? [] : [`--filter=${filter}`]),
      path,
    ], { cwd: ROOT, env: covered ? { CONTAINERS_BINARY: covered.binary } : {} });
    const results = parseJunit(readIfThere(report) ?? "");
    // A module that can't be loaded is not in the report.
    if (success || results.some((it) => it.outcome === "failed")) return results;
    return [...results, { name: suiteName(path), outcome: "failed", detail: output, seconds: 0 }];
  } finally {
    await Deno.remove(report);
  }
}

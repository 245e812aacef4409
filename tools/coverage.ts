import { join } from "node:path";
import { programFromSources } from "./coverage/program_from_sources.ts";
import { ROOT } from "./shared/layout.ts";
import { runCommand } from "./shared/run_command.ts";
import { denoTests } from "./test/deno_tests.ts";
import { SHORT_LIMITS } from "./test/impatient_binary.ts";
import { mountAbility } from "./test/mount_ability.ts";
import { ensurePython } from "./test/python.ts";
import { pythonTests } from "./test/python_tests.ts";
import type { TestSuite } from "./test/result.ts";
import { runSuites } from "./test/run_suites.ts";

/** Suites of the service that reach most; the others run the same code hundreds of times. */
const SUITES = /^(service|faults\/test_(mount_stops|exchanged|umount|target|host_dies))/;

/**
 * Prints which lines of lib/ the tests reach: `deno task coverage`. Deno runs the sources in the
 * place of the compiled program. A service that is killed records nothing. Some tests fail because
 * Deno is not the program (its start, its environment, its file): `deno task test` tells whether
 * they pass with the program, so that outcomes are not shown here.
 */
export async function main(): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "containers-coverage-" });
  try {
    const coverage = join(directory, "raw");
    const binary = await programFromSources(join(directory, "patient"), coverage);
    const surroundings = {
      python: await ensurePython(),
      ability: await mountAbility(),
      binary,
      impatientBinary: await programFromSources(
        join(directory, "impatient"),
        coverage,
        SHORT_LIMITS,
      ),
    };
    const ofService = pythonTests(surroundings).filter(({ name }) => SUITES.test(name));
    const suites = [...ofService, ...denoTests({ coverage, binary })].map(withoutOutcome);
    const width = navigator.hardwareConcurrency;
    await runSuites(suites, "", { width, terminal: false, columns: 0, write: () => {} });
    const { success, output } = await runCommand(Deno.execPath(), [
      "coverage",
      `--include=^file://${join(ROOT, "lib")}/`,
      "--exclude=generated",
      coverage,
    ], { cwd: ROOT });
    console.log(output.trimEnd());
    if (!success) Deno.exitCode = 1;
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

function withoutOutcome({ name, run }: TestSuite): TestSuite {
  return {
    name,
    run: async (filter) => {
      const results = await run(filter);
      console.log(`ran ${name}, ${results.length} tests`);
      return results;
    },
  };
}

/**
 * Prints which lines of lib/ the tests reach: `deno task coverage`.
 *
 * The tests that run under Deno and those that start the service, with the sources run by Deno in
 * the place of the compiled program. A service that is killed tells nothing of what it ran. A few
 * tests fail because Deno is not the program (its start, its environment, its file); whether they
 * pass with the program is what `deno task test` tells.
 *
 * @module
 */
import { join } from "node:path";
import { programFromSources } from "./coverage/program_from_sources.ts";
import { ROOT } from "./shared/layout.ts";
import { runCommand } from "./shared/run_command.ts";
import { runTool } from "./shared/tool.ts";
import { denoTests } from "./test/deno_tests.ts";
import { SHORT_LIMITS } from "./test/impatient_binary.ts";
import { inParallel } from "./test/in_parallel.ts";
import { mountAbility } from "./test/mount_ability.ts";
import { ensurePython } from "./test/python.ts";
import { pythonTests } from "./test/python_tests.ts";

/** Suites that tell most; the others start the same code hundreds of times. */
const SUITES = /^(service|faults\/test_(mount_stops|exchanged|umount|target|host_dies))/;

await runTool(async () => {
  const directory = await Deno.makeTempDir({ prefix: "containers-coverage-" });
  try {
    const coverage = join(directory, "raw");
    const surroundings = {
      python: await ensurePython(),
      ability: await mountAbility(),
      binary: await programFromSources(await subdirectory(directory, "patient"), coverage),
      impatientBinary: await programFromSources(
        await subdirectory(directory, "impatient"),
        coverage,
        SHORT_LIMITS,
      ),
      filter: "",
    };
    const ofService = pythonTests(surroundings).filter(({ name }) => SUITES.test(name));
    const suites = [...denoTests("", { coverage, binary: surroundings.binary }), ...ofService];
    await inParallel(navigator.hardwareConcurrency, suites, async (suite) => {
      const results = await suite.run();
      console.log(`ran ${suite.name}, ${results.length} tests`);
    });
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
});

async function subdirectory(directory: string, name: string): Promise<string> {
  const path = join(directory, name);
  await Deno.mkdir(path);
  return path;
}

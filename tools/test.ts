/**
 * Runs all tests and says how they went: `deno task test [part of a name]`.
 *
 * @module
 */
import { impatientBinary } from "./test/impatient_binary.ts";
import { denoTests } from "./test/deno_tests.ts";
import { inParallel } from "./test/in_parallel.ts";
import type { TestResult } from "./test/test_result.ts";
import { mountAbility } from "./test/mount_ability.ts";
import { pythonTests } from "./test/python_tests.ts";
import { ensurePython } from "./test/python.ts";
import { printResults, printTotal } from "./test/print_results.ts";
import { runTool } from "./shared/tool.ts";

await runTool(async () => {
  const filter = Deno.args.join(" ");
  const python = await ensurePython();
  const ability = await mountAbility();
  const surroundings = { python, ability, impatientBinary: await impatientBinary(), filter };
  const suites = [...denoTests(filter), ...pythonTests(surroundings)];
  const results: TestResult[] = [];
  await inParallel(navigator.hardwareConcurrency, suites, async (suite) => {
    const ended = await suite.run();
    printResults(suite.name, ended);
    results.push(...ended);
  });
  if (!printTotal(results)) Deno.exitCode = 1;
});

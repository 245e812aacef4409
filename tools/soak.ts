/**
 * Lets services live and die, with everything around them failing at random, and says what was done:
 * `deno task soak [MINUTES] [--seed S]`.
 *
 * Two soaks run at the same time, from the seed and the one after it, each in a mount namespace of
 * its own. They fail at the first loss, leak or crash.
 *
 * @module
 */
import { parseSoakOptions } from "./chaos/options.ts";
import { runPythonPrograms } from "./chaos/python_program.ts";
import { runTool } from "./shared/tool.ts";

await runTool(async () => {
  const { minutes, seed } = parseSoakOptions(Deno.args);
  const seconds = String(minutes * 60);
  const soaks = [seed, seed + 1].map((it) => [seconds, String(it)]);
  if (!await runPythonPrograms("soak", soaks)) Deno.exitCode = 1;
});

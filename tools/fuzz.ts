/**
 * Sends generated packets to the compiled program and says what came of them:
 * `deno task fuzz [--packets N] [--seed S]`. The same seed makes the same packets.
 *
 * @module
 */
import { parseFuzzOptions } from "./chaos/options.ts";
import { runPythonPrograms } from "./chaos/python_program.ts";
import { runTool } from "./shared/tool.ts";

await runTool(async () => {
  const { packets, seed } = parseFuzzOptions(Deno.args);
  if (!await runPythonPrograms("hostile", [[String(packets), String(seed)]])) Deno.exitCode = 1;
});

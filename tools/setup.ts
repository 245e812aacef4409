/**
 * Brings everything into the checkout that a build needs: `deno task setup`.
 *
 * @module
 */
import { parseOptions, report, runTool } from "./shared/tool.ts";
import { setUp } from "./setup/set_up.ts";

await runTool(async () => {
  const options = parseOptions(Deno.args);
  const { lines } = await setUp(options);
  report(lines.length > 0 ? lines : ["set-up: nothing to do"]);
});

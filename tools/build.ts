/**
 * Builds the program, after whatever set-up is missing: `deno task build`.
 *
 * @module
 */
import { relative } from "node:path";
import { binaryPath, ensureBuilt } from "./build/binary.ts";
import { setUp } from "./setup/set_up.ts";
import { ROOT } from "./shared/layout.ts";
import { parseOptions, report, runTool } from "./shared/tool.ts";

await runTool(async () => {
  const options = parseOptions(Deno.args);
  const { architecture, limits, variant } = options;
  const { lines, denort, vendored } = await setUp(options);
  report(lines);
  const plan = { architecture, denort: denort.path, vendored, limits, variant };
  const isNew = await ensureBuilt(plan);
  const path = relative(ROOT, binaryPath(architecture, variant));
  report([isNew ? `built ${path} for ${architecture}` : `${path}: up to date`]);
});

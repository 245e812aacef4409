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
  const { architecture } = options;
  const { lines, denort, vendored } = await setUp(options);
  report(lines);
  const isNew = await ensureBuilt({ architecture, denort: denort.path, vendored });
  const path = relative(ROOT, binaryPath(architecture));
  report([isNew ? `built ${path} for ${architecture}` : `${path}: up to date`]);
});

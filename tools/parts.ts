/**
 * Builds everything that a package installs into dist/parts/: `deno task parts`.
 *
 * @module
 */
import { relative } from "node:path";
import { makeParts } from "./package/parts.ts";
import { setUp } from "./setup/set_up.ts";
import { ROOT } from "./shared/layout.ts";
import { parseOptions, report, runTool } from "./shared/tool.ts";

await runTool(async () => {
  const options = parseOptions(Deno.args);
  const ready = await setUp(options);
  const directory = await makeParts(options.architecture, ready);
  report([`made the parts of a package in ${relative(ROOT, directory)}`]);
});

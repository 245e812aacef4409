/**
 * Lists everything that the programs are made of and from: `deno task sbom`.
 *
 * @module
 */
import { relative } from "node:path";
import { writeSbom } from "./release/sbom.ts";
import { setUpAll } from "./release/set_up_all.ts";
import { ROOT } from "./shared/layout.ts";
import { report, runTool } from "./shared/tool.ts";

await runTool(async () => {
  const path = await writeSbom(await setUpAll());
  report([`wrote ${relative(ROOT, path)}`]);
});

/**
 * Makes one archive of everything that a build without network needs, except Deno:
 * `deno task vendor`. With `--without-runtimes`, the runtimes stay out, and `DENORT_BIN` names one
 * where the archive is built.
 *
 * @module
 */
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { setUp } from "./setup/set_up.ts";
import type { Runtime } from "./setup/denort.ts";
import { type Architecture, ARCHITECTURES } from "./shared/architecture.ts";
import { ROOT } from "./shared/layout.ts";
import { report, runTool } from "./shared/tool.ts";
import { makeOfflineArchive } from "./vendor/offline_archive.ts";

await runTool(async () => {
  const { values } = parseArgs({
    args: [...Deno.args],
    options: { "without-runtimes": { type: "boolean", default: false } },
  });
  const runtimes = new Map<Architecture, Runtime>();
  for (const architecture of ARCHITECTURES) {
    const { denort } = await setUp({ architecture });
    if (!values["without-runtimes"]) runtimes.set(architecture, denort);
  }
  const archive = await makeOfflineArchive(runtimes);
  const megabytes = (Deno.statSync(archive).size / 1e6).toFixed(1);
  report([`archived ${relative(ROOT, archive)}, ${megabytes} MB`]);
});

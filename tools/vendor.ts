/**
 * Makes one archive of everything that a build without network needs, except Deno:
 * `deno task vendor`. With `--without-runtimes`, the runtimes stay out, and `DENORT_BIN` names one
 * where the archive is built.
 *
 * @module
 */
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { setUpAll } from "./setup.ts";
import { ROOT } from "./shared/project.ts";
import { report } from "./shared/run.ts";
import { makeOfflineArchive } from "./vendor/offline_archive.ts";

export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { "without-runtimes": { type: "boolean", default: false } },
  });
  const ready = await setUpAll();
  const archive = await makeOfflineArchive(values["without-runtimes"] ? new Map() : ready);
  const megabytes = (Deno.statSync(archive).size / 1e6).toFixed(1);
  report([`archived ${relative(ROOT, archive)}, ${megabytes} MB`]);
}

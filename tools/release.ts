/**
 * Makes everything that is published, in dist/release/: `deno task release [--tag vVERSION]`. The
 * variables MAINTAINER and REPOSITORY say who publishes it. With `--print-digests`, it only fetches
 * the packages of JSR, and prints their digests as tools/pins.ts has them.
 *
 * @module
 */
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { buildDeb } from "./package/deb.ts";
import { makeParts } from "./package/parts.ts";
import { checkPublisher } from "./package/recipe.ts";
import { buildRpm } from "./package/rpm.ts";
import { requirePrograms } from "./package/run_packager.ts";
import { assemble } from "./release/assemble.ts";
import { checkJsr, jsrDigests } from "./release/jsr_digests.ts";
import { writeSbom } from "./release/sbom.ts";
import { setUpAll } from "./setup/set_up.ts";
import { ensureVendored, findVendored } from "./setup/vendor.ts";
import { ROOT, VENDOR } from "./shared/layout.ts";
import { projectVersion } from "./shared/project.ts";
import { report, runTool } from "./shared/tool.ts";
import { makeOfflineArchive } from "./vendor/offline_archive.ts";

await runTool(async () => {
  const { values } = parseArgs({
    args: [...Deno.args],
    options: { tag: { type: "string" }, "print-digests": { type: "boolean" } },
  });
  if (values["print-digests"]) return await printDigests();
  if (values.tag !== undefined && values.tag !== `v${projectVersion()}`) {
    throw new Error(`Cannot release ${values.tag}: deno.json says ${projectVersion()}`);
  }
  checkPublisher();
  requirePrograms("rpmbuild", "dpkg-buildpackage", "dh", "tar", "xz");
  const ready = await setUpAll();
  if (findVendored()?.origin === "JSR") await checkJsr(VENDOR);
  const archive = await makeOfflineArchive(ready);
  for (const [architecture, done] of ready) await makeParts(architecture, done);
  const made = new Set([archive, await writeSbom(ready)]);
  for (const path of await buildRpm(archive, ...ready.keys())) made.add(path);
  for (const path of await buildDeb(archive, ...ready.keys())) {
    if (path.endsWith(".deb")) made.add(path);
  }
  const directory = await assemble([...made]);
  for (const name of [...Deno.readDirSync(directory)].map((it) => it.name).sort()) {
    const megabytes = (Deno.statSync(`${directory}/${name}`).size / 1e6).toFixed(1);
    report([`${relative(ROOT, directory)}/${name}  ${megabytes} MB`]);
  }
});

async function printDigests(): Promise<void> {
  const { origin } = await ensureVendored();
  if (origin !== "JSR") {
    throw new Error("Cannot print digests: vendor/ holds stand-ins; remove it, and let JSR answer");
  }
  for (const [key, digest] of await jsrDigests(VENDOR)) console.log(`  "${key}": "${digest}",`);
}

/**
 * Makes everything that is published, in dist/release/: `deno task release [--tag vVERSION]`. The
 * variables MAINTAINER and REPOSITORY say who publishes it.
 *
 * @module
 */
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { buildDeb } from "./package/deb.ts";
import { requirePrograms } from "./package/packager.ts";
import { makeParts } from "./package/parts.ts";
import { checkPublisher } from "./package/recipe.ts";
import { buildRpm } from "./package/rpm.ts";
import { assemble } from "./release/assemble.ts";
import { writeSbom } from "./release/sbom.ts";
import { setUpAll } from "./setup.ts";
import { projectVersion, ROOT } from "./shared/project.ts";
import { report } from "./shared/run.ts";
import { makeOfflineArchive } from "./vendor/offline_archive.ts";

export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { tag: { type: "string" } },
  });
  if (values.tag !== undefined && values.tag !== `v${projectVersion()}`) {
    throw new Error(`Cannot release ${values.tag}: deno.json says ${projectVersion()}`);
  }
  checkPublisher();
  requirePrograms("rpmbuild", "dpkg-buildpackage", "dh", "tar", "xz");
  const ready = await setUpAll();
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
}

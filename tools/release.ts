/**
 * Makes everything that is published, in dist/release/: `deno task release [--tag vVERSION]`. The
 * variables MAINTAINER and REPOSITORY say who publishes it.
 *
 * @module
 */
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { readChangelog, releaseNotes } from "./package/changelog.ts";
import { buildDeb, buildRpm, requirePrograms } from "./package/packages.ts";
import { makeParts } from "./package/parts.ts";
import { archRecipe, checkPublisher, fillRecipe, SPEC } from "./package/recipe.ts";
import { assemble } from "./release/assemble.ts";
import { writeSbom } from "./release/sbom.ts";
import { setUpAll } from "./setup.ts";
import { DIST, projectVersion, ROOT } from "./shared/project.ts";
import { report } from "./shared/run.ts";
import { makeOfflineArchive } from "./vendor/offline_archive.ts";

export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { tag: { type: "string" } },
  });
  const version = projectVersion();
  if (values.tag !== undefined && values.tag !== `v${version}`) {
    throw new Error(`Cannot release ${values.tag}: deno.json says ${version}`);
  }
  checkPublisher();
  const notes = releaseNotes(readChangelog(), version);
  requirePrograms("rpmbuild", "dpkg-buildpackage", "dh", "tar", "xz");
  const ready = await setUpAll();
  const architectures = [...ready.keys()];
  const archive = await makeOfflineArchive(ready);
  for (const [architecture, done] of ready) await makeParts(architecture, done);
  const texts = {
    "osbuild-input-containers.spec": await fillRecipe(await Deno.readTextFile(SPEC)),
    PKGBUILD: await archRecipe(archive),
    "RELEASE-NOTES.md": `${notes}\n`,
  };
  for (const [name, text] of Object.entries(texts)) {
    await Deno.writeTextFile(join(DIST, name), text);
  }
  const directory = await assemble([
    archive,
    await writeSbom(ready),
    ...await buildRpm(architectures),
    ...await buildDeb(architectures),
    ...Object.keys(texts).map((name) => join(DIST, name)),
  ]);
  for (const name of [...Deno.readDirSync(directory)].map((it) => it.name).sort()) {
    const megabytes = (Deno.statSync(`${directory}/${name}`).size / 1e6).toFixed(1);
    report([`${relative(ROOT, directory)}/${name}  ${megabytes} MB`]);
  }
}

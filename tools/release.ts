import { basename, join, relative } from "node:path";
import { parseArgs } from "node:util";
import { binaryPath } from "./build.ts";
import { makeOfflineArchive, packDirectory, sourceTime } from "./package/archive.ts";
import { readChangelog, releaseNotes } from "./package/changelog.ts";
import { buildDeb, buildRpm, requirePrograms } from "./package/packages.ts";
import { makeParts, partsDirectory } from "./package/parts.ts";
import { archRecipe, checkPublisher, fillRecipe, SPEC } from "./package/recipe.ts";
import { writeSbom } from "./package/sbom.ts";
import { setUpAll } from "./setup.ts";
import { replace, withScratch } from "./shared/files.ts";
import {
  type Architecture,
  ARCHITECTURES,
  DIST,
  MODULE,
  MODULES,
  PACKAGE,
  projectVersion,
  ROOT,
} from "./shared/project.ts";
import { runAloud } from "./shared/run.ts";

/**
 * Makes everything that is published, in dist/release/: `deno task release [--tag vVERSION]`. The
 * variables MAINTAINER and REPOSITORY say who publishes it.
 *
 * @throws {Error} when CHANGELOG.md, the tag or the publisher are not ready for it
 */
export async function release(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { tag: { type: "string" } } });
  const version = projectVersion();
  if (values.tag !== undefined && values.tag !== `v${version}`) {
    throw new Error(`Cannot release ${values.tag}: deno.json says ${version}`);
  }
  checkPublisher();
  const notes = releaseNotes(readChangelog(), version);
  requirePrograms("rpmbuild", "dpkg-buildpackage", "dh", "tar", "xz");
  const ready = await setUpAll();
  const archive = await makeOfflineArchive(ready);
  for (const [architecture, done] of ready) await makeParts(architecture, done);
  const made = [
    archive,
    await writeSbom(ready),
    ...await buildRpm(ARCHITECTURES),
    ...await buildDeb(ARCHITECTURES),
  ];
  const directory = join(DIST, "release");
  await withScratch(async (scratch) => {
    const inside = (name: string) => join(scratch, "release", name);
    await Deno.mkdir(inside("."));
    for (const architecture of ARCHITECTURES) {
      await Deno.copyFile(binaryPath(architecture), inside(`${MODULE}-${architecture}`));
      await packParts(architecture, inside(`${PACKAGE}-${version}-${architecture}.tar.xz`));
    }
    for (const { name, schema } of MODULES) {
      await Deno.copyFile(schema, inside(`${name}.meta.json`));
    }
    for (const path of made) await Deno.copyFile(path, inside(basename(path)));
    const spec = await fillRecipe(await Deno.readTextFile(SPEC));
    await Deno.writeTextFile(inside(basename(SPEC, ".in")), spec);
    await Deno.writeTextFile(inside("PKGBUILD"), await archRecipe(archive));
    await Deno.writeTextFile(inside("RELEASE-NOTES.md"), `${notes}\n`);
    const sums = "sha256sum * > ../sums && mv ../sums SHA256SUMS";
    await runAloud("sh", ["-c", sums], { cwd: inside(".") });
    await replace(inside("."), directory);
  });
  await runAloud("ls", ["-sh", relative(ROOT, directory)], { cwd: ROOT });
}

/** Packs all that an installation by hand needs. */
async function packParts(architecture: Architecture, archive: string): Promise<void> {
  // The filter for aarch64 takes a newer xz than RHEL 9 has.
  const filter = architecture === "x86_64" ? "--x86 " : "";
  const xz = `xz --threads=1 ${filter}--lzma2=preset=9e`;
  const name = basename(archive, ".tar.xz");
  await packDirectory(partsDirectory(architecture), name, archive, await sourceTime(), xz);
}

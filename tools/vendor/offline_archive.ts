import { basename, dirname, join, relative } from "node:path";
import { licenceTexts, SHIPPED_TEXTS } from "../package/licences.ts";
import { makeNotices, NOTICES } from "../package/notices.ts";
import { writeRecipes } from "../package/recipe.ts";
import { BUNDLER_TARBALLS, BUNDLER_VERSION } from "../pins.ts";
import type { Runtime } from "../offline/denort.ts";
import { cacheNpmModules, fetchPackage } from "../offline/npm.ts";
import { filesBelow, replaceFile, withScratch } from "../shared/files.ts";
import {
  type Architecture,
  CACHE,
  DIST,
  PACKAGE,
  projectVersion,
  ROOT,
  runtimePath,
  VENDOR,
} from "../shared/project.ts";
import { report } from "../shared/run.ts";
import {
  copyDirectory,
  copyFile,
  copySources,
  packDirectory,
  SHIPPED_TIME,
  sourceTime,
} from "./sources.ts";

/** Names the archive that a build without network starts from. */
export function offlineArchivePath(): string {
  return join(DIST, `${PACKAGE}-${projectVersion()}-offline.tar.xz`);
}

/**
 * Makes the archive that a build without network starts from: the sources, the recipes of packages,
 * and at the places where set-up would put them, all that set-up would fetch. Deno itself is not in
 * it.
 *
 * @param runtimes the runtimes that go with it; for every other architecture, `DENORT_BIN` has to
 * name one
 * @throws {Error} when something is missing
 */
export async function makeOfflineArchive(
  runtimes: ReadonlyMap<Architecture, { readonly denort: Runtime }>,
): Promise<string> {
  const time = await sourceTime();
  const archive = offlineArchivePath();
  await withScratch(async (scratch) => {
    const directory = join(scratch, "sources");
    const inside = (path: string) => join(directory, relative(ROOT, path));
    await copySources(directory);
    await copyDirectory(VENDOR, inside(VENDOR));
    report(["fetching what a build asks npm for"]);
    await fillCache(inside(CACHE), scratch);
    for (const [architecture, { denort }] of runtimes) {
      const stored = inside(runtimePath(architecture));
      await copyFile(denort.path, stored);
      await Deno.writeTextFile(`${stored}.origin`, denort.origin);
    }
    await Deno.mkdir(dirname(inside(SHIPPED_TEXTS)));
    await Deno.writeTextFile(inside(SHIPPED_TEXTS), JSON.stringify(await licenceTexts()));
    await Deno.writeTextFile(join(directory, NOTICES), await makeNotices());
    await Deno.writeTextFile(inside(SHIPPED_TIME), `${time}\n`);
    await writeRecipes(directory);
    const packed = join(scratch, "packed.tar.xz");
    await packDirectory(directory, `${PACKAGE}-${projectVersion()}`, packed, time);
    await replaceFile(packed, archive);
  });
  return archive;
}

/**
 * Fills a cache of Deno with what a build asks npm for, and with nothing else: the program's
 * libraries, checked against deno.lock, and the bundler for every kind of machine.
 *
 * @throws {Error} when something can't be fetched, or is not the expected one
 */
export async function fillCache(cache: string, scratch: string): Promise<void> {
  await cacheModules(join(cache, "npm"), scratch);
  for (const tarball of BUNDLER_TARBALLS) {
    // @esbuild/linux-x64 becomes esbuild-linux-x64.
    const name = tarball.name.slice(1).replace("/", "-");
    const target = join(cache, "dl", `esbuild-${BUNDLER_VERSION}`, name);
    await copyFile(join(await fetchPackage(tarball, scratch), "bin", "esbuild"), target);
    await Deno.chmod(target, 0o755);
  }
}

async function cacheModules(target: string, scratch: string): Promise<void> {
  const fresh = join(scratch, "cache");
  const { NPM_CONFIG_REGISTRY: _, ...env } = Deno.env.toObject();
  await cacheNpmModules(scratch, { env: { ...env, DENO_DIR: fresh }, clearEnv: true });
  await Deno.mkdir(dirname(target), { recursive: true });
  await Deno.rename(join(fresh, "npm"), target);
  // The registry's metadata changes with every release of a package; the lock file suffices.
  const metadata = filesBelow(target).filter((path) => basename(path) === "registry.json");
  for (const path of metadata) await Deno.remove(path);
}

import { join, relative } from "node:path";
import type { Runtime } from "../setup/denort.ts";
import { SHIPPED_CACHE } from "../setup/shipped_cache.ts";
import type { Architecture } from "../shared/architecture.ts";
import { exclusively } from "../shared/exclusively.ts";
import { DIST, ROOT, RUNTIMES, VENDOR } from "../shared/layout.ts";
import { PACKAGE, projectVersion } from "../shared/project.ts";
import { replaceFile } from "../shared/replace.ts";
import { fillCache } from "./fill_cache.ts";
import { packDirectory } from "./pack.ts";
import { copyDirectory, copyFile, copySources, sourceTime } from "./sources.ts";

/**
 * Names the archive that a build without network starts from.
 *
 * @returns its path
 */
export function offlineArchivePath(): string {
  return join(DIST, `${PACKAGE}-${projectVersion()}-offline.tar.xz`);
}

/**
 * Makes the archive that a build without network starts from: the sources, and at the places where
 * set-up would put them, all that set-up would fetch. Deno itself is not in it.
 *
 * @param runtimes the runtimes that go with it; for every other architecture, `DENORT_BIN` has to
 * name one
 * @returns the archive
 * @throws {Error} when something is missing
 */
export async function makeOfflineArchive(
  runtimes: ReadonlyMap<Architecture, Runtime>,
): Promise<string> {
  const archive = offlineArchivePath();
  const time = await sourceTime();
  await exclusively(async (scratch) => {
    const directory = join(scratch, `${PACKAGE}-${projectVersion()}`);
    const inside = (path: string) => join(directory, relative(ROOT, path));
    await copySources(directory);
    await copyDirectory(VENDOR, inside(VENDOR));
    await fillCache(inside(SHIPPED_CACHE), scratch);
    for (const [architecture, { path, origin }] of runtimes) {
      const stored = join(RUNTIMES, `${Deno.version.deno}-${architecture}`, "denort");
      await copyFile(path, inside(stored));
      await Deno.writeTextFile(`${inside(stored)}.origin`, origin);
    }
    const packed = join(scratch, "packed.tar.xz");
    await packDirectory(directory, packed, time);
    await replaceFile(packed, archive);
  });
  return archive;
}

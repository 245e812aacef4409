import { join, relative } from "node:path";
import { licenceTexts, SHIPPED_TEXTS } from "../package/licences.ts";
import { makeNotices, NOTICES } from "../package/notices.ts";
import type { Runtime } from "../setup/denort.ts";
import type { Architecture } from "../shared/architecture.ts";
import { exclusively } from "../shared/exclusively.ts";
import { DIST, ROOT, runtimePath, SHIPPED_CACHE, VENDOR } from "../shared/layout.ts";
import { PACKAGE, projectVersion } from "../shared/project.ts";
import { readIfThere } from "../shared/read_if_there.ts";
import { replaceFile } from "../shared/replace.ts";
import { filesBelow } from "../shared/source_files.ts";
import { report } from "../shared/tool.ts";
import { fillCache } from "./fill_cache.ts";
import { packDirectory } from "./pack.ts";
import { copyDirectory, copyFile, copySources, SHIPPED_TIME, sourceTime } from "./sources.ts";

/** Paths of all files of an archive, so that it can be packed again from where it was unpacked. */
const SHIPPED_FILES = join(ROOT, ".offline", "files");

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
  runtimes: ReadonlyMap<Architecture, { readonly denort: Runtime }>,
): Promise<string> {
  const time = await sourceTime();
  return await pack(time, async (directory, scratch) => {
    const inside = (path: string) => join(directory, relative(ROOT, path));
    await copySources(directory);
    await copyDirectory(VENDOR, inside(VENDOR));
    report(["fetching what a build asks npm for"]);
    await fillCache(inside(SHIPPED_CACHE), scratch);
    for (const [architecture, { denort }] of runtimes) {
      const stored = inside(runtimePath(architecture));
      await copyFile(denort.path, stored);
      await Deno.writeTextFile(`${stored}.origin`, denort.origin);
    }
    await Deno.writeTextFile(inside(SHIPPED_TEXTS), JSON.stringify(await licenceTexts()));
    await Deno.writeTextFile(join(directory, NOTICES), await makeNotices());
    await Deno.writeTextFile(inside(SHIPPED_TIME), `${time}\n`);
    const files = filesBelow(directory).map((path) => relative(directory, path)).sort();
    await Deno.writeTextFile(inside(SHIPPED_FILES), files.join("\n") + "\n");
  });
}

/**
 * Packs the archive again where it was unpacked; its files may have been changed since.
 *
 * @returns the archive, or nothing where this is no unpacked archive
 */
export async function repackArchive(): Promise<string | undefined> {
  const files = readIfThere(SHIPPED_FILES);
  if (files === undefined) return undefined;
  return await pack(await sourceTime(), async (directory) => {
    for (const path of [...files.trim().split("\n"), relative(ROOT, SHIPPED_FILES)]) {
      await copyFile(join(ROOT, path), join(directory, path));
    }
  });
}

async function pack(
  time: number,
  fill: (directory: string, scratch: string) => Promise<void>,
): Promise<string> {
  const archive = offlineArchivePath();
  await exclusively(async (scratch) => {
    const directory = join(scratch, "sources");
    await Deno.mkdir(directory);
    await fill(directory, scratch);
    report([`compressing ${relative(ROOT, archive)}; takes a minute or more`]);
    const packed = join(scratch, "packed.tar.xz");
    await packDirectory(directory, `${PACKAGE}-${projectVersion()}`, packed, time);
    await replaceFile(packed, archive);
  });
  return archive;
}

import { basename, join } from "node:path";
import { binaryPath } from "../build.ts";
import { partsDirectory } from "../package/parts.ts";
import { fileHash, replaceDirectory, withScratch } from "../shared/files.ts";
import {
  ARCHITECTURES,
  DIST,
  MODULE,
  MODULES,
  PACKAGE,
  projectVersion,
} from "../shared/project.ts";
import { packDirectory, sourceTime } from "../vendor/sources.ts";

/** Where a release is. */
const RELEASE = join(DIST, "release");

/**
 * Puts a release together: the programs, the sidecars, for each architecture an archive with all
 * that an installation by hand needs, what else was made, and the digests of all.
 */
export async function assemble(others: readonly string[]): Promise<string> {
  const time = await sourceTime();
  await withScratch(async (scratch) => {
    const directory = join(scratch, "release");
    await Deno.mkdir(directory);
    const add = (path: string, name = basename(path)) => Deno.copyFile(path, join(directory, name));
    for (const architecture of ARCHITECTURES) {
      await add(binaryPath(architecture), `${MODULE}-${architecture}`);
      const name = `${PACKAGE}-${projectVersion()}-${architecture}`;
      const archive = join(directory, `${name}.tar.xz`);
      // The filter for aarch64 takes a newer xz than RHEL 9 has.
      const filter = architecture === "x86_64" ? "--x86 " : "";
      const xz = `xz --threads=1 ${filter}--lzma2=preset=9e`;
      await packDirectory(partsDirectory(architecture), name, archive, time, xz);
    }
    for (const { name, schema } of MODULES) await add(schema, `${name}.meta.json`);
    for (const path of others) await add(path);
    const names = [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
    const line = async (name: string) => `${await fileHash(join(directory, name))}  ${name}\n`;
    const sums = await Promise.all(names.map(line));
    await Deno.writeTextFile(join(directory, "SHA256SUMS"), sums.join(""));
    await replaceDirectory(directory, RELEASE, scratch);
  });
  return RELEASE;
}

import { basename, join } from "node:path";
import { binaryPath } from "../build/binary.ts";
import { MODULES } from "../package/modules.ts";
import { partsDirectory } from "../package/parts.ts";
import { type Architecture, ARCHITECTURES } from "../shared/architecture.ts";
import { exclusively } from "../shared/exclusively.ts";
import { DIST } from "../shared/layout.ts";
import { MODULE, PACKAGE, projectVersion } from "../shared/project.ts";
import { replaceDirectory } from "../shared/replace.ts";
import { packDirectory } from "../vendor/pack.ts";
import { copyDirectory, copyFile, sourceTime } from "../vendor/sources.ts";
import { writeChecksums } from "./checksums.ts";

/** Where a release is. */
export const RELEASE = join(DIST, "release");

/**
 * Puts a release together: the programs, the sidecar, for each architecture an archive with all that
 * an installation by hand needs, and what else was made.
 *
 * @param others files that were made before
 * @returns the directory
 */
export async function assemble(others: readonly string[]): Promise<string> {
  const time = await sourceTime();
  await exclusively(async (scratch) => {
    const directory = join(scratch, "release");
    await Deno.mkdir(directory);
    for (const architecture of ARCHITECTURES) {
      await copyFile(binaryPath(architecture), join(directory, `${MODULE}-${architecture}`));
      await packParts(architecture, directory, scratch, time);
    }
    for (const { name, schema } of MODULES) {
      await copyFile(schema, join(directory, `${name}.meta.json`));
    }
    for (const path of others) await copyFile(path, join(directory, basename(path)));
    await writeChecksums(directory);
    await replaceDirectory(directory, RELEASE, scratch);
  });
  return RELEASE;
}

async function packParts(
  architecture: Architecture,
  directory: string,
  scratch: string,
  time: number,
): Promise<void> {
  const name = `${PACKAGE}-${projectVersion()}-${architecture}`;
  const inside = join(scratch, name);
  await copyDirectory(partsDirectory(architecture), inside);
  for (const module of MODULES.slice(1)) await Deno.symlink(MODULE, join(inside, module.name));
  await packDirectory(inside, join(directory, `${name}.tar.xz`), time);
}

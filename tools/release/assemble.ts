import { basename, join } from "node:path";
import { binaryPath } from "../build/binary.ts";
import { partsFolder } from "../package/parts.ts";
import { type Architecture, ARCHITECTURES } from "../shared/architecture.ts";
import { exclusively } from "../shared/exclusively.ts";
import { DIST, ROOT, SCHEMA } from "../shared/layout.ts";
import { MODULE, PACKAGE, projectVersion } from "../shared/project.ts";
import { replaceFolder } from "../shared/replace.ts";
import { packFolder } from "../vendor/pack.ts";
import { copyFile, copyFolder, sourceTime } from "../vendor/sources.ts";
import { writeChecksums } from "./checksums.ts";

/** Where a release is. */
export const RELEASE = join(DIST, "release");

/**
 * Puts a release together: the programs, the sidecar, for each architecture an archive with all that
 * an installation by hand needs, and what else was made.
 *
 * @param others files that were made before
 * @returns the folder
 */
export async function assemble(others: readonly string[]): Promise<string> {
  const time = await sourceTime();
  await exclusively(async (scratch) => {
    const folder = join(scratch, "release");
    await Deno.mkdir(folder);
    for (const architecture of ARCHITECTURES) {
      await copyFile(binaryPath(architecture), join(folder, `${MODULE}-${architecture}`));
      await packParts(architecture, folder, scratch, time);
    }
    await copyFile(SCHEMA, join(folder, `${MODULE}.meta.json`));
    for (const path of others) await copyFile(path, join(folder, basename(path)));
    await writeChecksums(folder);
    await replaceFolder(folder, RELEASE, scratch);
  });
  return RELEASE;
}

async function packParts(
  architecture: Architecture,
  folder: string,
  scratch: string,
  time: number,
): Promise<void> {
  const name = `${PACKAGE}-${projectVersion()}-${architecture}`;
  const inside = join(scratch, name);
  await copyFolder(partsFolder(architecture), inside);
  await copyFile(join(ROOT, "packaging", "divert"), join(inside, "divert"));
  await copyFile(join(ROOT, "LICENSE"), join(inside, "LICENSE"));
  await packFolder(inside, join(folder, `${name}.tar.xz`), time);
}

import { basename, join } from "node:path";
import { binaryPath } from "../build/binary.ts";
import { partsDirectory } from "../package/parts.ts";
import { type Architecture, ARCHITECTURES } from "../shared/architecture.ts";
import { exclusively } from "../shared/exclusively.ts";
import { DIST, ROOT, SCHEMA } from "../shared/layout.ts";
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
    await copyFile(SCHEMA, join(directory, `${MODULE}.meta.json`));
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
  await copyFile(join(ROOT, "packaging", "divert"), join(inside, "divert"));
  await copyFile(join(ROOT, "LICENSE"), join(inside, "LICENSE"));
  await packDirectory(inside, join(directory, `${name}.tar.xz`), time);
}

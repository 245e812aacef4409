import { join } from "node:path";
import type { Architecture } from "../shared/architecture.ts";
import { exclusively } from "../shared/exclusively.ts";
import { DIST, ROOT } from "../shared/layout.ts";
import { PACKAGE, projectVersion } from "../shared/project.ts";
import { replaceFile } from "../shared/replace.ts";
import { copyDirectory } from "../vendor/sources.ts";
import { runPackager } from "./run_packager.ts";

/** The recipe. */
const RECIPE = join(ROOT, "packaging", "debian");

/** How Debian calls architectures. */
const NAMES: Readonly<Record<Architecture, string>> = { x86_64: "amd64", aarch64: "arm64" };

/**
 * Builds a Debian package from the offline archive, and the description of its source.
 *
 * @param archive the archive
 * @param architecture what the package is for
 * @returns the package and the files of the source package, in dist/
 * @throws {Error} when dpkg-buildpackage is missing or fails
 */
export async function buildDeb(archive: string, architecture: Architecture): Promise<string[]> {
  const version = projectVersion();
  return await exclusively(async (scratch) => {
    const original = `${PACKAGE}_${version}.orig.tar.xz`;
    await Deno.copyFile(archive, join(scratch, original));
    await runPackager("tar", ["-C", scratch, "-xf", archive]);
    const sources = join(scratch, `${PACKAGE}-${version}`);
    await copyDirectory(RECIPE, join(sources, "debian"));
    // The Deno that runs this is not known to dpkg's database.
    const args = ["--no-sign", "--no-check-builddeps", `--host-arch=${NAMES[architecture]}`];
    await runPackager("dpkg-buildpackage", args, { cwd: sources });
    const packages: string[] = [];
    for (const { name, isFile } of [...Deno.readDirSync(scratch)]) {
      if (!isFile || !name.startsWith(PACKAGE)) continue;
      await replaceFile(join(scratch, name), join(DIST, name));
      packages.push(join(DIST, name));
    }
    return packages.sort();
  });
}

import { join } from "node:path";
import { runPackager } from "./packager.ts";
import { fillRecipe } from "./recipe.ts";
import { replaceFile, withScratch } from "../shared/files.ts";
import { type Architecture, DIST, PACKAGE, projectVersion, ROOT } from "../shared/project.ts";
import { copyDirectory } from "../vendor/sources.ts";

/** The recipe, and those of its files that have placeholders. */
export const RECIPE = join(ROOT, "packaging", "debian");
const TEMPLATES = ["changelog", "control", "copyright"];

/** Debian's names of architectures. */
const NAMES: Readonly<Record<Architecture, string>> = { x86_64: "amd64", aarch64: "arm64" };

/**
 * Builds Debian packages from the offline archive, and the description of their source.
 *
 * @returns the packages and the files of the source package, in dist/
 * @throws {Error} when dpkg-buildpackage fails
 */
export async function buildDeb(
  archive: string,
  ...architectures: Architecture[]
): Promise<string[]> {
  const packages: string[] = [];
  for (const architecture of architectures) {
    packages.push(...await buildFor(archive, architecture));
  }
  return [...new Set(packages)].sort();
}

async function buildFor(archive: string, architecture: Architecture): Promise<string[]> {
  const version = projectVersion();
  return await withScratch(async (scratch) => {
    const original = `${PACKAGE}_${version}.orig.tar.xz`;
    await Deno.copyFile(archive, join(scratch, original));
    await runPackager("tar", ["-C", scratch, "-xf", archive]);
    const sources = join(scratch, `${PACKAGE}-${version}`);
    const recipe = join(sources, "debian");
    await copyDirectory(RECIPE, recipe);
    for (const name of TEMPLATES) {
      const path = join(recipe, name);
      await Deno.writeTextFile(path, await fillRecipe(await Deno.readTextFile(path)));
    }
    // dpkg's database does not list the Deno that runs this.
    const args = ["--no-sign", "--no-check-builddeps", `--host-arch=${NAMES[architecture]}`];
    await runPackager("dpkg-buildpackage", args, { cwd: sources });
    const packages: string[] = [];
    for (const { name, isFile } of [...Deno.readDirSync(scratch)]) {
      if (!isFile || !name.startsWith(PACKAGE)) continue;
      await replaceFile(join(scratch, name), join(DIST, name));
      packages.push(join(DIST, name));
    }
    return packages;
  });
}

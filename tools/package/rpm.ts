import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { runPackager } from "./packager.ts";
import { fillRecipe } from "./recipe.ts";
import { replaceFile, withScratch } from "../shared/files.ts";
import { type Architecture, DIST, PACKAGE, ROOT, WORK } from "../shared/project.ts";

/**
 * Where rpmbuild works. A source package records this path, and its checksum is recorded in turn by
 * what is built from it, so that packages are equal only where this is.
 */
const TOP = join(WORK, "rpm");

/** The recipe. */
export const SPEC = join(ROOT, "packaging", "rpm", `${PACKAGE}.spec`);

const MACROS = [
  `_topdir ${TOP}`,
  // What other distributions' rpm does by itself, and Debian's does not.
  "source_date_epoch_from_changelog 1",
  "clamp_mtime_to_source_date_epoch 1",
  "use_source_date_epoch_as_buildtime 1",
  "_buildhost reproducible",
  // Every rpm since RHEL 6 can read it; a fixed number of threads, as it shows in the bytes.
  "_binary_payload w6T2.xzdio",
  // The archive in it is compressed already.
  "_source_payload w1.gzdio",
].flatMap((macro) => ["--define", macro]);

/**
 * Builds RPM packages from the offline archive: one source package, and from it those that it names
 * as theirs for every architecture.
 *
 * @param architectures what the packages are for; none for the source package alone
 * @throws {Error} when rpmbuild fails
 */
export async function buildRpm(
  archive: string,
  ...architectures: Architecture[]
): Promise<string[]> {
  return await withScratch(async () => {
    await rm(TOP, { recursive: true, force: true });
    await Deno.mkdir(join(TOP, "SOURCES"), { recursive: true });
    await Deno.copyFile(archive, join(TOP, "SOURCES", basename(archive)));
    const recipe = join(TOP, basename(SPEC));
    await Deno.writeTextFile(recipe, await fillRecipe(await Deno.readTextFile(SPEC)));
    // rpm's database does not list the Deno that runs this.
    const common = ["--nodeps", ...MACROS];
    await runPackager("rpmbuild", ["-bs", ...common, recipe]);
    const sources = await collect(join(TOP, "SRPMS"));
    const packages = [...sources];
    for (const architecture of architectures) {
      const target = `--target=${architecture}-linux`;
      await runPackager("rpmbuild", ["--rebuild", target, ...common, ...sources]);
      packages.push(...await collect(join(TOP, "RPMS", architecture)));
    }
    // Without code, it is the same for every architecture.
    if (architectures.length > 0) packages.push(...await collect(join(TOP, "RPMS", "noarch")));
    await rm(TOP, { recursive: true, force: true });
    return packages;
  });
}

async function collect(directory: string): Promise<string[]> {
  const packages: string[] = [];
  for (const { name } of [...Deno.readDirSync(directory)]) {
    const place = join(DIST, name);
    await replaceFile(join(directory, name), place);
    packages.push(place);
  }
  return packages;
}

import { basename, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Architecture, HOST, parseArchitecture } from "../shared/architecture.ts";
import { DIST, ROOT } from "../shared/layout.ts";
import { statIfThere } from "../shared/read_if_there.ts";
import { report, runTool } from "../shared/tool.ts";
import { offlineArchivePath, repackArchive } from "../vendor/offline_archive.ts";
import { fillRecipe } from "./recipe.ts";
import { requirePrograms } from "./run_packager.ts";

/**
 * Runs a tool that builds packages: `[--target ARCHITECTURE] [--archive FILE]`, or `--recipe`, which
 * only writes the recipe into dist/, with everything filled in.
 *
 * @param programs what has to be installed
 * @param recipe path of the recipe
 * @param build makes packages for architectures from the offline archive
 */
export async function packageTool(
  programs: readonly string[],
  recipe: string,
  build: (archive: string, ...architectures: Architecture[]) => Promise<string[]>,
): Promise<void> {
  await runTool(async () => {
    const { values } = parseArgs({
      args: [...Deno.args],
      options: {
        target: { type: "string", default: HOST },
        archive: { type: "string" },
        recipe: { type: "boolean" },
      },
    });
    if (values.recipe) {
      const path = join(DIST, basename(recipe));
      await Deno.mkdir(DIST, { recursive: true });
      await Deno.writeTextFile(path, await fillRecipe(await Deno.readTextFile(recipe)));
      return report([`wrote ${relative(ROOT, path)}`]);
    }
    requirePrograms(...programs);
    const archive = resolve(values.archive ?? await repackArchive() ?? offlineArchivePath());
    if (!statIfThere(archive)) {
      throw new Error(
        `Cannot build the package: ${relative(ROOT, archive)} is missing; ` +
          "`deno task vendor` makes it",
      );
    }
    const packages = await build(archive, parseArchitecture(values.target));
    report(packages.map((path) => `built ${relative(ROOT, path)}`));
  });
}

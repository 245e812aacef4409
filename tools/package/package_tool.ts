import { relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Architecture, HOST, parseArchitecture } from "../shared/architecture.ts";
import { ROOT } from "../shared/layout.ts";
import { statIfThere } from "../shared/read_if_there.ts";
import { report, runTool } from "../shared/tool.ts";
import { offlineArchivePath } from "../vendor/offline_archive.ts";

/**
 * Runs a tool that builds packages: `[--target ARCHITECTURE] [--archive FILE]`.
 *
 * @param build makes packages for an architecture from the offline archive
 */
export async function packageTool(
  build: (archive: string, architecture: Architecture) => Promise<string[]>,
): Promise<void> {
  await runTool(async () => {
    const { values } = parseArgs({
      args: [...Deno.args],
      options: {
        target: { type: "string", default: HOST },
        archive: { type: "string", default: offlineArchivePath() },
      },
    });
    const archive = resolve(values.archive);
    if (!statIfThere(archive)) {
      throw new Error(
        `Cannot build the package: ${
          relative(ROOT, archive)
        } is missing; deno task vendor makes it`,
      );
    }
    const packages = await build(archive, parseArchitecture(values.target));
    report(packages.map((path) => `built ${relative(ROOT, path)}`));
  });
}

import { join, relative } from "node:path";
import { programPage } from "../lib/cli/program/program.ts";
import { manual } from "./man/manual.ts";
import { DIST, ROOT } from "./shared/layout.ts";
import { PACKAGE, projectVersion } from "./shared/project.ts";
import { report } from "./shared/tool.ts";

/** Writes the manual into dist/, from the definitions of the command line: `deno task man`. */
export async function main(): Promise<void> {
  const path = join(DIST, `${PACKAGE}.8`);
  await Deno.mkdir(DIST, { recursive: true });
  await Deno.writeTextFile(path, manual(programPage(), projectVersion()));
  report([`wrote ${relative(ROOT, path)}`]);
}

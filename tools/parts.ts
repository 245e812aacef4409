/**
 * Builds everything that a package installs into dist/parts/: `deno task parts`.
 *
 * @module
 */
import { relative } from "node:path";
import { makeParts } from "./package/parts.ts";
import { setUp } from "./setup.ts";
import { ROOT } from "./shared/project.ts";
import { parseOptions, report } from "./shared/run.ts";

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  const ready = await setUp(options);
  const directory = await makeParts(options.architecture, ready);
  report([`made the parts of a package in ${relative(ROOT, directory)}`]);
}

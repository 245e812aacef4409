import { relative } from "node:path";
import { binaryPath, ensureBuilt } from "./build/binary.ts";
import { setUp } from "./setup/set_up.ts";
import { ROOT } from "./shared/layout.ts";
import { parseOptions, report } from "./shared/tool.ts";

/**
 * Builds the program, after what is missing of the set-up:
 * `deno task build [--target ARCHITECTURE] [--limit NAME=VALUE]… [--variant DIRECTORY]`.
 *
 * @param args command line arguments
 */
export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  const { architecture, limits, variant } = options;
  const { lines, denort, vendored } = await setUp(options);
  report(lines);
  const plan = { architecture, denort: denort.path, vendored, limits, variant };
  const isNew = await ensureBuilt(plan);
  const path = relative(ROOT, binaryPath(architecture, variant));
  report([isNew ? `built ${path} for ${architecture}` : `${path}: up to date`]);
}

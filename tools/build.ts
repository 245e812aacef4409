import { relative } from "node:path";
import { binaryPath, ensureBuilt } from "./build/binary.ts";
import { setUp } from "./setup/set_up.ts";
import { ROOT } from "./shared/layout.ts";
import { parseOptions, report } from "./shared/tool.ts";

/**
 * Builds the program, after what is missing of the set-up:
 * `deno task build [--target ARCHITECTURE] [--limit NAME=VALUE]…`.
 *
 * @param args command line arguments
 */
export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  const { denort } = await setUp(options);
  const isNew = await ensureBuilt({ ...options, denort: denort.path });
  const path = relative(ROOT, binaryPath(options.architecture));
  report([`${path} for ${options.architecture}: ${isNew ? "built" : "up to date"}`]);
}

import { setUp } from "./setup/set_up.ts";
import { parseOptions, report } from "./shared/tool.ts";

/**
 * Fetches what a build needs into the checkout: `deno task setup [--target ARCHITECTURE]`.
 *
 * @param args command line arguments
 */
export async function main(args: readonly string[]): Promise<void> {
  await setUp(parseOptions(args));
  report(["set-up: complete"]);
}

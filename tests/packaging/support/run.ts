import { type CommandOptions, runCommand } from "../../../tools/shared/run.ts";

/**
 * Runs a program that must succeed.
 *
 * @throws {Error} with what it wrote when it fails
 */
export async function run(
  [program, ...args]: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { success, output } = await runCommand(program!, args, options);
  if (success) return output;
  throw new Error(`Cannot run ${[program, ...args].join(" ")}:\n${output}`);
}

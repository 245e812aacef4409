import { dirname } from "node:path";
import { type CommandOptions, runCommand } from "../shared/run_command.ts";

/**
 * Runs a distribution's tool that builds packages; the Deno that runs this is the one it finds.
 *
 * @param program name of the tool
 * @param args its arguments
 * @param options where and with what it runs
 * @throws {Error} when it is missing or fails
 */
export async function runPackager(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<void> {
  const path = `${dirname(Deno.execPath())}:${Deno.env.get("PATH") ?? "/usr/bin:/bin"}`;
  try {
    const { success, output } = await runCommand(program, args, {
      ...options,
      env: { PATH: path, ...options.env },
    });
    if (success) return;
    throw new Error(`Cannot build the package: ${program} fails.\n${lastLines(output)}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(`Cannot build the package: ${program} is not installed`);
  }
}

function lastLines(output: string): string {
  return output.trim().split("\n").slice(-30).join("\n");
}

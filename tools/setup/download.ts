import { type CommandOptions, runCommand } from "../shared/run_command.ts";

/** How long a server may take for its first answer, in milliseconds. */
const TIMEOUT_MS = 5_000;

/**
 * Runs Deno for a download, after a check that the server answers at all: where a firewall drops
 * packets, Deno itself waits for minutes.
 *
 * @param server the server's address
 * @param args Deno's arguments
 * @param options working directory and environment
 * @throws {Error} when the download fails
 */
export async function download(
  server: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<void> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(server, { method: "HEAD", redirect: "manual", signal });
    await response.body?.cancel();
  } catch {
    throw new Error(`${new URL(server).host} does not answer`);
  }
  await runDeno(args, options);
}

/**
 * Runs Deno.
 *
 * @param args Deno's arguments
 * @param options working directory and environment
 * @throws {Error} when Deno fails; the message is Deno's own
 */
export async function runDeno(args: readonly string[], options: CommandOptions): Promise<void> {
  const { success, output } = await runCommand(Deno.execPath(), args, options);
  if (!success) throw new Error(errorIn(output));
}

/**
 * Finds Deno's error message, with the causes that it lists below.
 *
 * @param output what Deno wrote, without colours
 * @returns the message in one line
 */
export function errorIn(output: string): string {
  const message = /^error: (.*(?:\n +\d+: .*|\n {7}.*)*)/m.exec(output)?.[1];
  return message?.replaceAll(/\s+/g, " ").trim() ?? "Deno gives no reason";
}

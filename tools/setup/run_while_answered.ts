import type { CommandOptions } from "../shared/run_command.ts";

/** How long Deno may be silent before its server is asked whether it is there at all. */
const PATIENCE = 3_000;

/** How a download by Deno ended. */
export type DownloadResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string };

/**
 * Runs Deno for a download, and ends it when the server it waits for does not answer.
 *
 * Deno itself waits for minutes where a firewall swallows packets. A long download is no reason to
 * stop it, though, so silence alone is not: the server is asked once more from here.
 *
 * @param args Deno's arguments
 * @param options where and with what it runs
 * @returns how it ended
 */
export async function runWhileAnswered(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<DownloadResult> {
  const { env, ...rest } = options;
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    env: { ...env, NO_COLOR: "1" },
    ...rest,
  }).spawn();

  let output = "";
  let timer = 0;
  let silent: string | undefined;
  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const seen = output.length;
      const url = lastDownload(output);
      const isThere = !url || await answers(url);
      if (isThere || output.length > seen) return watch();
      silent = url;
      child.kill("SIGKILL");
    }, PATIENCE);
  };
  watch();
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) output += text;
  const { success } = await child.status;
  clearTimeout(timer);
  if (success) return { ok: true };

  const url = silent ?? lastDownload(output);
  const isSilent = url && (url === silent || !await answers(url));
  return {
    ok: false,
    reason: isSilent ? `${new URL(url).host} does not answer` : lastError(output),
  };
}

/**
 * Finds what Deno was about to download when it wrote its last word.
 *
 * @param output what Deno wrote to standard error, without colours
 * @returns the address, if there is one
 */
export function lastDownload(output: string): string | undefined {
  return /^Download (\S+)$/.exec(output.match(/^Download \S+$/gm)?.at(-1) ?? "")?.[1];
}

/**
 * Finds the line of Deno's output that says what went wrong.
 *
 * @param output what Deno wrote to standard error, without colours
 * @returns that line
 */
export function lastError(output: string): string {
  return /^error: (.*)$/m.exec(output)?.[1] ?? "Deno does not say why";
}

/** Whether a server answers at all; what it answers does not matter. */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(PATIENCE) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

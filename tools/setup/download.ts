import type { CommandOptions } from "../shared/run_command.ts";

/** How long Deno may be silent before its server is asked for a sign of life, in milliseconds. */
const SILENCE_MS = 3_000;

/** How a download by Deno ended. */
export type DownloadResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string };

/**
 * Runs Deno for a download, and kills it when the server that it waits for does not answer.
 *
 * Deno itself waits for minutes where a firewall drops packets. Silence alone does not mean that,
 * as a long download is silent, too: the server is then asked from here.
 *
 * @param args Deno's arguments
 * @param options working directory and environment
 * @returns how it ended
 */
export async function runDownload(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<DownloadResult> {
  const { env, ...rest } = options;
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    env: { ...env, NO_COLOR: "1", RUST_BACKTRACE: "0" },
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
      if (!url || await answers(url) || output.length > seen) return watch();
      silent = url;
      child.kill("SIGKILL");
    }, SILENCE_MS);
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
 * Finds the download that Deno started last.
 *
 * @param output what Deno wrote to standard error, without colours
 * @returns its address, if there is one
 */
export function lastDownload(output: string): string | undefined {
  return [...output.matchAll(/^Download (\S+)$/gm)].at(-1)?.[1];
}

/**
 * Finds Deno's error message, with the causes that it lists below.
 *
 * @param output what Deno wrote to standard error, without colours
 * @returns the message in one line
 */
export function lastError(output: string): string {
  const message = /^error: (.*(?:\n +\d+: .*|\n {7}.*)*)/m.exec(output)?.[1];
  return message?.replaceAll(/\s+/g, " ").trim() ?? "Deno gives no reason";
}

/** Whether a server answers at all; with which status does not matter. */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(SILENCE_MS) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

/**
 * The command line. Commands return a result or throw; only here is it printed and turned into an
 * exit status.
 *
 * @module
 */
import { reasonOf } from "./common/failure.ts";
import { harmless, harmlessJson } from "./common/harmless.ts";
import { writeLine } from "./common/line.ts";
import { programName } from "./common/program_name.ts";
import type { CommandResult, Progress } from "./common/result.ts";
import { usageOf } from "./program/page.ts";
import { parseJob, UsageError, wantsJson } from "./program/program.ts";

const CLEAR_LINE = "\r\x1b[K";

/** Exit statuses. */
const Status = { DONE: 0, WRONG: 1, USAGE: 2 } as const;

/**
 * Runs a command line.
 *
 * @param args the program's arguments
 * @returns the exit status: 0 done, 1 something is wrong, 2 wrong usage
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const name = programName();
  const json = wantsJson(args);
  const line = progressLine();
  const tell = (messages: readonly string[]) => {
    for (const message of messages) write(Deno.stderr, messageText(name, message));
  };
  try {
    const job = await parseJob(args, name);
    const result = await job(line.show);
    line.clear();
    let failures: readonly string[] = [];
    try {
      print(result, json);
      tell(result.notes ?? []);
      await result.hold?.();
    } finally {
      failures = await result.close?.() ?? [];
      tell(failures);
    }
    return result.ok && failures.length === 0 ? Status.DONE : Status.WRONG;
  } catch (error) {
    line.clear();
    const message = messageOf(error);
    tell([message]);
    if (error instanceof UsageError) {
      const { page } = error;
      write(Deno.stderr, `Usage: ${usageOf(page)}\nTry '${page.path} --help' for examples.\n`);
    }
    if (json) write(Deno.stdout, `${harmlessJson({ error: { message } })}\n`);
    return error instanceof UsageError ? Status.USAGE : Status.WRONG;
  }
}

function print({ document, text }: CommandResult, json: boolean): void {
  if (json) return write(Deno.stdout, `${harmlessJson(document)}\n`);
  const terminal = Deno.stdout.isTerminal();
  const content = text(terminal);
  const color = terminal && !Deno.noColor;
  write(
    Deno.stdout,
    typeof content === "string" ? content : content.map((it) => writeLine(it, color)).join(""),
  );
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // Of Deno's own errors only the reason is shown; all others are written for users.
  return /\(os error \d+\)/.test(message) ? `Cannot finish: ${reasonOf(error)}` : message;
}

/** A message may have several lines, as those of mount(8) do. */
function messageText(name: string, message: string): string {
  const [first = "", ...more] = message.split("\n").filter((it) => it.trim() !== "");
  return [`${name}: ${first}`, ...more.map((it) => `  ${it}`)]
    .map((it) => `${harmless(it)}\n`)
    .join("");
}

/** A line that is overwritten again and again, on terminals only. */
function progressLine(): { show: Progress; clear: () => void } {
  let shown = false;
  return {
    show(text) {
      if (!Deno.stderr.isTerminal()) return;
      shown = true;
      write(Deno.stderr, `${CLEAR_LINE}${harmless(text)}`);
    },
    clear() {
      if (shown) write(Deno.stderr, CLEAR_LINE);
      shown = false;
    },
  };
}

function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let rest = new TextEncoder().encode(text);
  try {
    while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
  } catch (error) {
    // The reader has ended, as `head` does: not an error.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

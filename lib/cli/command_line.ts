/**
 * The command line for people. Commands return a result or throw; only here is it printed and
 * turned into an exit status.
 *
 * @module
 */
import { reasonOf } from "./common/failure.ts";
import { harmless, harmlessJson } from "./common/harmless.ts";
import { writeLine } from "./common/line.ts";
import { programName } from "./common/program_name.ts";
import type { CommandResult, Progress } from "./common/result.ts";
import { type Console, console } from "./console.ts";
import { usageOf } from "./program/page.ts";
import { parseJob, UsageError, wantsJson } from "./program/program.ts";

const CLEAR_LINE = "\r\x1b[K";

/** Exit statuses. */
const Status = { DONE: 0, WRONG: 1, USAGE: 2 } as const;

/**
 * Runs a command line.
 *
 * @param args the program's arguments
 * @param on where to print
 * @param name the program's name in messages and help
 * @returns the exit status: 0 done, 1 something is wrong, 2 wrong usage
 */
export async function runCommandLine(
  args: readonly string[],
  on: Console = console,
  name: string = programName(),
): Promise<number> {
  const json = wantsJson(args);
  const line = progressLine(on);
  const tell = (messages: readonly string[]) => {
    for (const message of messages) on.err(messageText(name, message));
  };
  try {
    const job = await parseJob(args, name);
    const result = await job(line.show);
    line.clear();
    let failures: readonly string[] = [];
    try {
      print(result, json, on);
      tell(result.notes ?? []);
      await result.hold?.();
    } finally {
      failures = await result.close?.() ?? [];
      tell(failures);
    }
    return result.ok && failures.length === 0 ? Status.DONE : Status.WRONG;
  } catch (error) {
    line.clear();
    const message = error instanceof Error ? error.message : reasonOf(error);
    tell([message]);
    if (error instanceof UsageError) {
      on.err(`Usage: ${usageOf(error.page)}\nTry '${error.page.path} --help' for examples.\n`);
    }
    if (json) on.out(`${harmlessJson({ error: { message } })}\n`);
    return error instanceof UsageError ? Status.USAGE : Status.WRONG;
  }
}

function print({ document, text }: CommandResult, json: boolean, on: Console): void {
  if (json) return on.out(`${harmlessJson(document)}\n`);
  const content = text(on.outIsTerminal);
  const color = on.outIsTerminal && !on.noColor;
  on.out(
    typeof content === "string" ? content : content.map((it) => writeLine(it, color)).join(""),
  );
}

/** A message may have several lines, as those of mount(8) do. */
function messageText(name: string, message: string): string {
  const [first = "", ...more] = message.split("\n").filter((it) => it.trim() !== "");
  return [`${name}: ${first}`, ...more.map((it) => `  ${it}`)]
    .map((it) => `${harmless(it)}\n`)
    .join("");
}

/** A line that is overwritten again and again, on terminals only. */
function progressLine(on: Console): { show: Progress; clear: () => void } {
  let shown = false;
  return {
    show(text) {
      if (!on.errIsTerminal) return;
      shown = true;
      on.err(`${CLEAR_LINE}${harmless(text)}`);
    },
    clear() {
      if (shown) on.err(CLEAR_LINE);
      shown = false;
    },
  };
}

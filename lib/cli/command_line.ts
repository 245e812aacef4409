/**
 * The command line for people. Commands return what they found or throw; here is the one place
 * where it is printed and turned into an exit status.
 *
 * @module
 */
import { type Console, console } from "./console.ts";
import { CommandFailure, reasonOf, UsageError } from "./failure.ts";
import type { Outcome } from "./outcome.ts";
import type { Progress } from "./program/job.ts";
import { usageOf } from "./program/page.ts";
import { NAME, parseJob, wantsJson } from "./program/program.ts";
import { ExpectedError } from "../expected_error.ts";
import { harmless, harmlessJson } from "./text/harmless.ts";
import { writeLine } from "./text/line.ts";
import { SystemError } from "../linux/system_error.ts";

const CLEAR_LINE = "\r\x1b[K";

/** Exit statuses: done, found something wrong, wrong usage. */
const Status = { DONE: 0, WRONG: 1, USAGE: 2 } as const;

/**
 * Does what a command line asks for.
 *
 * @param args the program's arguments
 * @param on where it prints
 * @returns the exit status: 0 done, 1 something is wrong, 2 the command line makes no sense
 */
export async function runCommandLine(
  args: readonly string[],
  on: Console = console,
): Promise<number> {
  const json = wantsJson(args);
  const line = progressLine(on);
  try {
    const job = await parseJob(args);
    const outcome = await job(line.show);
    line.clear();
    let failures: readonly string[] = [];
    try {
      print(outcome, json, on);
      await outcome.hold?.();
    } finally {
      failures = await outcome.close?.() ?? [];
      tell(failures, on);
    }
    return outcome.ok && failures.length === 0 ? Status.DONE : Status.WRONG;
  } catch (error) {
    line.clear();
    const message = messageOf(error);
    tell([message], on);
    if (error instanceof UsageError) {
      on.err(`Usage: ${usageOf(error.page)}\nTry '${error.page.path} --help' for examples.\n`);
    }
    if (json) on.out(`${harmlessJson({ error: { message } })}\n`);
    return error instanceof UsageError ? Status.USAGE : Status.WRONG;
  }
}

function print({ document, text, notes = [] }: Outcome, json: boolean, on: Console): void {
  if (json) {
    on.out(`${harmlessJson(document)}\n`);
  } else {
    const content = text(on.outIsTerminal);
    const color = on.outIsTerminal && !on.noColor;
    on.out(
      typeof content === "string" ? content : content.map((it) => writeLine(it, color)).join(""),
    );
  }
  tell(notes, on);
}

function tell(messages: readonly string[], on: Console): void {
  for (const message of messages) on.err(`${NAME}: ${harmless(message)}\n`);
}

function messageOf(error: unknown): string {
  const expected = error instanceof CommandFailure || error instanceof UsageError ||
    error instanceof ExpectedError || error instanceof SystemError;
  return expected ? error.message : `Cannot finish: ${reasonOf(error)}`;
}

/** A line that is written over and over, where somebody looks at it. */
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

/**
 * The command line. Commands return a result or throw; only here is it printed and turned into an
 * exit status.
 *
 * @module
 */
import { reasonOf } from "./common/files.ts";
import type { CommandResult } from "./common/result.ts";
import { harmless, harmlessJson, type Screen, TEXT_WIDTH, writeLine } from "./common/text.ts";
import { INSTALLED_NAME } from "./help.ts";
import { runCommand, UsageError, wantsJson } from "./program.ts";
import { startedAs, variable } from "../linux/proc.ts";

/** Exit statuses. */
const Status = { DONE: 0, WRONG: 1, USAGE: 2 } as const;

/**
 * Runs a command line.
 *
 * @returns the exit status: 0 done, 1 something is wrong, 2 wrong usage
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const name = programName();
  const json = wantsJson(args);
  const tell = (message: string) => write(Deno.stderr, messageText(`${name}: ${message}`));
  try {
    const result = await runCommand(args, name);
    let failures: readonly string[] = [];
    try {
      write(Deno.stdout, json ? documentText(result.document) : textOf(result));
      result.notes?.forEach(tell);
      await result.hold?.();
    } finally {
      failures = await result.close?.() ?? [];
      failures.forEach(tell);
    }
    return result.ok && failures.length === 0 ? Status.DONE : Status.WRONG;
  } catch (error) {
    const message = messageOf(error);
    tell(message);
    if (error instanceof UsageError) write(Deno.stderr, error.usage);
    if (json && !(error instanceof OutputError)) {
      write(Deno.stdout, documentText({ error: { message } }));
    }
    return error instanceof UsageError ? Status.USAGE : Status.WRONG;
  }
}

/** The name by which the program was started. */
function programName(): string {
  if (!Deno.build.standalone) return INSTALLED_NAME;
  try {
    const name = startedAs();
    return /^\w[\w.+-]*$/.test(name) ? name : INSTALLED_NAME;
  } catch {
    return INSTALLED_NAME;
  }
}

function documentText(document: unknown): string {
  return `${harmlessJson(document)}\n`;
}

function textOf({ text }: CommandResult): string {
  const screen = screenOf();
  const content = text(screen);
  if (typeof content === "string") return content;
  return content.map((line) => writeLine(line, screen.colour)).join("");
}

function screenOf(): Screen {
  if (!Deno.stdout.isTerminal()) return { width: Infinity, colour: false };
  const colour = !Deno.noColor && variable("TERM") !== "dumb";
  return { width: Deno.consoleSize().columns || TEXT_WIDTH, colour };
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // Of Deno's own errors only the reason is shown; all others are written for users.
  return /\(os error \d+\)/.test(message) ? `Cannot finish: ${reasonOf(error)}` : message;
}

/** A message may have several lines, as those of mount(8) do. */
function messageText(message: string): string {
  const lines = message.split("\n").filter((it) => it.trim() !== "");
  return lines.map((it, i) => `${i === 0 ? "" : "  "}${harmless(it)}\n`).join("");
}

/** Output can't be written. */
class OutputError extends Error {}

function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let rest = new TextEncoder().encode(text);
  try {
    while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
  } catch (error) {
    // The reader has ended, as `head` does: not an error.
    if (error instanceof Deno.errors.BrokenPipe) return;
    throw new OutputError(`Cannot write the output: ${reasonOf(error)}`);
  }
}

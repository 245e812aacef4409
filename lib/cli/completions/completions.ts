import {
  BashCompletionsCommand,
  FishCompletionsCommand,
  ZshCompletionsCommand,
} from "@cliffy/command/completions";
import type { Command } from "@cliffy/command";
import type { CommandResult } from "../common/result.ts";

const WRITERS = {
  bash: BashCompletionsCommand,
  fish: FishCompletionsCommand,
  zsh: ZshCompletionsCommand,
} as const;

/**
 * Generates completions for a shell.
 *
 * @param shell the shell
 * @param program the definition of the command line
 * @returns a script for the shell
 */
export async function completions(
  shell: keyof typeof WRITERS,
  // deno-lint-ignore no-explicit-any -- Cliffy's own signatures use this for commands of any type.
  program: Command<any>,
): Promise<CommandResult> {
  const lines: string[] = [];
  const { log } = console;
  // Cliffy hands out its scripts by printing them only.
  console.log = (text: string) => lines.push(`${text}\n`);
  try {
    await new WRITERS[shell](program).parse(["--name", program.getName()]);
  } finally {
    console.log = log;
  }
  const script = lines.join("");
  return { ok: true, document: { shell, script }, text: () => script };
}

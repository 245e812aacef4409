import { CompletionsCommand } from "@cliffy/command/completions";
import type { AnyCommand } from "./program/page.ts";
import type { CommandResult } from "./common/result.ts";

/**
 * Generates completions for a shell.
 *
 * @param shell bash, fish or zsh
 * @param program the definition of the command line
 * @returns a script for the shell
 */
export async function completions(shell: string, program: AnyCommand): Promise<CommandResult> {
  const lines: string[] = [];
  const { log } = console;
  // Cliffy hands out its scripts by printing them only.
  console.log = (text: string) => lines.push(`${text}\n`);
  try {
    await new CompletionsCommand(program).parse([shell, "--name", program.getName()]);
  } finally {
    console.log = log;
  }
  const script = lines.join("");
  return { ok: true, document: { shell, script }, text: () => script };
}

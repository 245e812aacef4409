import type { Outcome } from "../outcome.ts";
import { programPage } from "../program/program.ts";
import { bashCompletions } from "./bash.ts";
import type { Shell } from "./command.ts";
import { fishCompletions } from "./fish.ts";
import { zshCompletions } from "./zsh.ts";

const WRITERS = { bash: bashCompletions, fish: fishCompletions, zsh: zshCompletions } as const;

/**
 * Makes completions for a shell.
 *
 * @param shell the shell
 * @returns a script for it
 */
export function completions(shell: Shell): Outcome {
  const script = WRITERS[shell](programPage());
  return { ok: true, document: { shell, script }, text: () => script };
}

import { Command, EnumType } from "@cliffy/command";
import type { Select } from "../program/job.ts";

/** The shells that completions are made for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** A shell that completions are made for. */
export type Shell = typeof SHELLS[number];

/**
 * Defines the command `completions`.
 *
 * @param select takes the command's job
 * @returns the definition
 */
export function completionsCommand(select: Select) {
  return new Command()
    .name("completions")
    .description(
      `Print completions for a shell.

      Packages put them where the shell looks for them:
      /usr/share/bash-completion/completions/org.osbuild.containers,
      /usr/share/zsh/site-functions/_org.osbuild.containers,
      /usr/share/fish/vendor_completions.d/org.osbuild.containers.fish.`,
    )
    .type("shell", new EnumType(SHELLS))
    .arguments("<shell:shell>")
    .example("Complete in this bash", "source <(org.osbuild.containers completions bash)")
    .meta("shell", "the shell")
    .meta("script", "its completions")
    .action((_, shell) =>
      select(async () => {
        const { completions } = await import("./completions.ts");
        return completions(shell);
      })
    );
}

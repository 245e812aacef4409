import { Command, EnumType } from "@cliffy/command";
import { CompletionsCommand } from "@cliffy/command/completions";
import type { Select } from "../common/result.ts";
import { INSTALLED_NAME } from "../common/program_name.ts";

/** The shells that Cliffy writes completions for. */
const SHELLS = ["bash", "zsh", "fish"] as const;

/**
 * Defines the command `completions`.
 *
 * @param select receives the command's job
 * @returns the definition
 */
export function completionsCommand(select: Select) {
  return new Command()
    .name("completions")
    .description(
      `Print completions for a shell.

      Packages install them as
      /usr/share/bash-completion/completions/${INSTALLED_NAME},
      /usr/share/zsh/site-functions/_${INSTALLED_NAME} and
      /usr/share/fish/vendor_completions.d/${INSTALLED_NAME}.fish.`,
    )
    .type("shell", new EnumType(SHELLS))
    .arguments("<shell:shell>")
    // Cliffy's scripts call this for operands with a fixed list of values.
    .command("complete", new CompletionsCommand().getCommand("complete", true)!.hidden())
    .reset()
    .example("Complete in this bash", "source <($0 completions bash)")
    .meta("shell", "the shell")
    .meta("script", "its completions")
    .action(function (_, shell) {
      const program = this.getMainCommand();
      select(async () => {
        const { completions } = await import("./completions.ts");
        return await completions(shell, program);
      });
    });
}

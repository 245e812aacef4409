import type { OptionEntry, Page, Value } from "../program/page.ts";

/**
 * Writes completions for fish.
 *
 * @param program the program's page
 * @returns a file for a directory of fish's `fish_complete_path`
 */
export function fishCompletions(program: Page): string {
  const { name, commands } = program;
  const names = commands.map((it) => it.name).join(" ");
  const first = `not __fish_seen_subcommand_from ${names}`;
  const complete = (...words: string[]) => ["complete", "--command", name, ...words].join(" ");
  return [
    `# fish completions for ${name}`,
    "",
    complete("--no-files"),
    ...commands.map((it) =>
      complete("--condition", quote(first), "--arguments", it.name, describe(it.summary))
    ),
    ...program.options.map((it) => complete("--condition", quote(first), optionWords(it))),
    ...commands.flatMap((command) => {
      const within = ["--condition", quote(`__fish_seen_subcommand_from ${command.name}`)];
      return [
        ...command.options.map((it) => complete(...within, optionWords(it))),
        ...operandWords(command.operands).map((words) => complete(...within, words)),
      ];
    }),
    "",
  ].join("\n");
}

function optionWords({ flags, value, description }: OptionEntry): string {
  const spellings = flags.map((flag) =>
    flag.startsWith("--") ? `--long-option ${flag.slice(2)}` : `--short-option ${flag.slice(1)}`
  );
  const words = value ? ["--require-parameter", valueWords(value)] : [];
  return [...spellings, ...words, describe(description)].filter(Boolean).join(" ");
}

function operandWords(operands: readonly Value[]): string[] {
  return [...new Set(operands.map(valueWords).filter(Boolean))];
}

function valueWords({ kind, values }: Value): string {
  if (values.length > 0) return `--arguments ${quote(values.join(" "))}`;
  return kind === "file"
    ? "--force-files"
    : kind === "directory"
    ? "--arguments '(__fish_complete_directories)'"
    : "";
}

function describe(text: string): string {
  return `--description ${quote(text)}`;
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}

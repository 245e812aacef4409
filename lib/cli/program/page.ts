import type { Command } from "@cliffy/command";

/** An option of a command. */
export interface OptionEntry {
  /** Its spellings, short first. */
  readonly flags: readonly string[];
  /** Name of the value it takes, such as `FILE`. */
  readonly value: string | undefined;
  /** What it does. */
  readonly description: string;
}

/** The documentation of a command, for help and manual. */
export interface Page {
  /** The command's name. */
  readonly name: string;
  /** Its name after those of the commands it belongs to. */
  readonly path: string;
  /** What it is for, in one line. */
  readonly summary: string;
  /** More about it, in paragraphs. */
  readonly details: readonly string[];
  /** Its operands as usage shows them, such as `STORE` or `[COMMAND]`. */
  readonly operands: readonly string[];
  /** Its options. */
  readonly options: readonly OptionEntry[];
  /** Tasks and the command lines for them. */
  readonly examples: readonly { readonly aim: string; readonly command: string }[];
  /** Properties of the document that `--json` prints. */
  readonly fields: readonly { readonly name: string; readonly meaning: string }[];
  /** Its subcommands. */
  readonly commands: readonly Page[];
}

/** A command of any type, as Cliffy's own signatures have it. */
export type AnyCommand = ReturnType<Command["getCommands"]>[number];

/** Options of every command; they come last. */
const COMMON = ["--json", "--version", "--help"];

/**
 * Reads the definition of a command. `$0` in its texts is replaced by the program's name.
 *
 * @param command the command, defined with Cliffy
 * @returns its page
 */
export function pageOf(command: AnyCommand): Page {
  const path = command.getPath();
  const named = (text: string) => text.replaceAll("$0", path.split(" ")[0]!);
  const [summary = "", ...details] = named(command.getDescription()).split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim().replace(/\s+/g, " "));
  const rank = ({ flags }: OptionEntry) => COMMON.indexOf(flags.at(-1)!);
  return {
    name: command.getName(),
    path,
    summary,
    details,
    operands: command.getArguments().map(operandOf),
    options: command.getOptions(false).map(({ flags, args, description }): OptionEntry => ({
      flags,
      value: args[0]?.name.toUpperCase(),
      description,
    })).sort((one, other) => rank(one) - rank(other)),
    examples: command.getExamples().map(({ name, description }) => ({
      aim: name,
      command: named(description),
    })),
    fields: Object.entries(command.getMeta()).map(([name, meaning]) => ({ name, meaning })),
    commands: command.getCommands(false).map(pageOf),
  };
}

/**
 * Writes how a command is called.
 *
 * @param page the command
 * @returns one line
 *
 * @example
 * ```ts
 * usageOf(page); // "osbuild-input-containers schema [--check FILE] [--json]"
 * ```
 */
export function usageOf({ path, options, operands, commands }: Page): string {
  const optional = options
    .filter(({ flags }) => !flags.includes("--help"))
    .map(({ flags, value }) => `[${[flags.at(-1), value].filter(Boolean).join(" ")}]`);
  const rest = commands.length > 0 ? ["COMMAND ..."] : operands;
  return [path, ...optional, ...rest].join(" ");
}

function operandOf(
  { name, type, variadic, optional }: ReturnType<AnyCommand["getArguments"]>[number],
): string {
  const value = type === "reference" ? "REF[=NAME]" : name.toUpperCase();
  if (variadic) return `${value}...`;
  return optional ? `[${value}]` : value;
}

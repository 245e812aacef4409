import { type Command, EnumType } from "@cliffy/command";

/** What stands for a value on the command line. */
export interface Value {
  /** Its name, as people read it: `STORE`. */
  readonly name: string;
  /** What can be completed there. */
  readonly kind: "file" | "directory" | "other";
  /** The only values there are, if so. */
  readonly values: readonly string[];
  /** Whether it may be repeated. */
  readonly repeated: boolean;
}

/** An option of a command. */
export interface OptionEntry {
  /** Its spellings, short first. */
  readonly flags: readonly string[];
  /** The value it takes. */
  readonly value: Value | undefined;
  /** What it does. */
  readonly description: string;
}

/** What there is to say about a command, whoever says it: help, manual or completions. */
export interface Page {
  /** The command's name. */
  readonly name: string;
  /** Its name, and those of the commands it belongs to. */
  readonly path: string;
  /** What it is for, in one line. */
  readonly summary: string;
  /** The same at length, in paragraphs. */
  readonly details: readonly string[];
  /** What it takes. */
  readonly operands: readonly Value[];
  /** Its options. */
  readonly options: readonly OptionEntry[];
  /** What people want to do, and how it is done. */
  readonly examples: readonly { readonly aim: string; readonly command: string }[];
  /** Properties of the document that `--json` prints, and what they are. */
  readonly fields: readonly { readonly name: string; readonly meaning: string }[];
  /** Commands that belong to it. */
  readonly commands: readonly Page[];
}

// deno-lint-ignore no-explicit-any -- Cliffy's own signatures name commands of any type so.
type AnyCommand = Command<any>;
type CliffyValue = ReturnType<AnyCommand["getArguments"]>[number];

/**
 * Reads the definition of a command.
 *
 * @param command the command, defined with Cliffy
 * @returns its page
 */
export function pageOf(command: AnyCommand): Page {
  const [summary = "", ...details] = command.getDescription().split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim().replace(/\s+/g, " "));
  return {
    name: command.getName(),
    path: command.getPath(),
    summary,
    details,
    operands: command.getArguments().map((it) => valueOf(command, it)),
    options: optionsOf(command),
    examples: command.getExamples().map(({ name, description }) => ({
      aim: name,
      command: description,
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
 * usageOf(page); // "org.osbuild.containers images [--verify] [--json] STORE"
 * ```
 */
export function usageOf(page: Page): string {
  const options = page.options
    .filter(({ flags }) => !flags.includes("--help"))
    .map((option) => `[${[option.flags.at(-1), option.value?.name].filter(Boolean).join(" ")}]`);
  const operands = page.operands.map(({ name, repeated }) => repeated ? `${name}...` : name);
  const rest = page.commands.length > 0 ? ["COMMAND ..."] : operands;
  return [page.path, ...options, ...rest].join(" ");
}

function optionsOf(command: AnyCommand): OptionEntry[] {
  const entries = command.getOptions(false).map((option): OptionEntry => {
    const [argument] = option.args;
    return {
      flags: option.flags,
      value: argument && valueOf(command, argument),
      description: option.description,
    };
  });
  // What a command alone has comes first, what all have comes last.
  const common = ["--json", "--version", "--help"];
  const rank = ({ flags }: OptionEntry) => common.indexOf(flags.at(-1)!);
  return entries.sort((one, other) => rank(one) - rank(other));
}

function valueOf(command: AnyCommand, argument: CliffyValue): Value {
  const { type } = argument;
  const handler = command.getType(type)?.handler;
  return {
    name: type === "reference" ? "REF[=NAME]" : argument.name.toUpperCase(),
    kind: type === "file" || type === "directory" ? type : "other",
    values: handler instanceof EnumType ? handler.values().map(String) : [],
    repeated: argument.variadic === true,
  };
}

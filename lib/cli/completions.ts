import bash from "../../packaging/completions.bash" with { type: "text" };
import fish from "../../packaging/completions.fish" with { type: "text" };
import zsh from "../../packaging/completions.zsh" with { type: "text" };
import { join } from "@std/path/posix/join";
import { type Command, EnumType } from "@cliffy/command";
import { readImage } from "./common/image.ts";
import type { CommandResult } from "./common/result.ts";
import { idShortener, IMAGE_ID, imagesDirectory, imagesIn } from "./common/store.ts";
import { harmless } from "./common/text.ts";

// deno-lint-ignore no-explicit-any -- as Cliffy names the type of commands in general
export type AnyCommand = Command<any>;

/** The scripts ask the program; NAME stands for its name, FUNCTION for that of a function. */
export const SCRIPTS: Readonly<Record<string, string>> = { bash, zsh, fish };

/** Prints the script that completes the program's command line in a shell. */
export function completions(shell: string, name: string): CommandResult {
  const script = SCRIPTS[shell]!.replaceAll("NAME", name)
    .replaceAll("FUNCTION", `_${name.replace(/\W/g, "_")}`);
  return { ok: true, text: () => script };
}

/**
 * Completes the last of the words of a command line.
 *
 * @returns lines of a value, a tab and its description; or the word `files` or `directories`, whose
 *   names the shell knows
 */
export function complete(words: readonly string[], program: AnyCommand): CommandResult {
  const current = words.at(-1) ?? "";
  const lines = candidates(words.slice(0, -1), current.startsWith("-"), program)
    .filter((it) => typeof it === "string" || it[0]!.startsWith(current))
    .map((it) => typeof it === "string" ? it : it.map(harmless).join("\t"));
  return { ok: true, text: () => lines.map((it) => `${it}\n`).join("") };
}

/** What may follow words: values with descriptions, or the kind of a path. */
function candidates(
  words: readonly string[],
  isOption: boolean,
  program: AnyCommand,
): readonly (string | readonly string[])[] {
  let command = program;
  let expected: string | undefined;
  const operands: string[] = [];
  for (const word of words) {
    if (expected !== undefined) expected = undefined;
    else if (word.startsWith("-")) expected = optionOf(command, word)?.args[0]?.type;
    else if (command === program) command = program.getCommand(word) ?? command;
    else operands.push(word);
  }
  if (expected === undefined && isOption) {
    return command.getOptions(false).map(({ flags, description }) => [flags.at(-1)!, description]);
  }
  if (expected === undefined && command === program) {
    return program.getCommands(false).map((it) => [it.getName(), it.getDescription()]);
  }
  const parameters = command.getArguments();
  const { type, variadic } = parameters[operands.length] ?? parameters.at(-1) ?? {};
  const kind = expected ?? (operands.length < parameters.length || variadic ? type : undefined);
  if (kind === "file") return ["files"];
  if (kind === "directory") return ["directories"];
  if (kind === "reference") return idsIn(operands[0]!);
  const handler = kind === undefined ? undefined : command.getType(kind)?.handler;
  return handler instanceof EnumType ? handler.values().map((it) => [String(it)]) : [];
}

function optionOf(command: AnyCommand, flag: string) {
  return command.getOptions(false).find(({ flags }) => flags.includes(flag));
}

function idsIn(store: string): string[][] {
  const ids = imagesIn(store).ids.filter((it) => IMAGE_ID.test(it));
  const shorten = idShortener(ids);
  const nameOf = (id: string) => readImage(join(imagesDirectory(store), id), id).image.name;
  return ids.map((id) => [shorten(id), ...[nameOf(id)].filter((it) => it !== null)]);
}

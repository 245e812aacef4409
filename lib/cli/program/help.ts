import type { Outcome } from "../outcome.ts";
import { type Line, painted } from "../text/line.ts";
import { table } from "../text/table.ts";
import { TEXT_WIDTH, wrap } from "../text/wrap.ts";
import { type OptionEntry, type Page, usageOf } from "./page.ts";

/**
 * Explains a command: examples first.
 *
 * @param page the command
 * @returns its help
 */
export function help(page: Page): Outcome {
  return { ok: true, document: page, text: () => helpLines(page) };
}

function helpLines(page: Page): Line[] {
  const { examples, details, options, fields, commands } = page;
  const common = ["Run a command with --help to read about it."];
  return [
    ...wrap(`${page.path}: ${page.summary}`).map((line) => [line]),
    ...section("Examples", examples.flatMap(exampleLines)),
    ...section("Usage", [["  ", usageOf(page)]]),
    ...section("Commands", definitions(commands.map((it) => [it.name, it.summary]))),
    ...section("Options", definitions(options.map((it) => [optionText(it), it.description]))),
    ...details.flatMap((paragraph) => [[], ...wrap(paragraph).map((line) => [line])]),
    ...section("With --json", definitions(fields.map((it) => [it.name, it.meaning]))),
    ...(commands.length > 0 ? [[], common] : []),
  ];
}

/**
 * Writes an option as help shows it.
 *
 * @param option the option
 * @returns its spellings and its value's name
 */
export function optionText(option: OptionEntry): string {
  // Options without a short spelling stand below the long ones of the others.
  const flags = option.flags.length > 1 ? option.flags.join(", ") : `    ${option.flags[0]}`;
  return option.value ? `${flags} ${option.value.name}` : flags;
}

/** Terms on the left, and on the right what they mean. */
function definitions(entries: readonly (readonly [term: string, meaning: string])[]): Line[] {
  const room = TEXT_WIDTH - 4 - Math.max(0, ...entries.map(([term]) => term.length));
  const rows = entries.flatMap(([term, meaning]) =>
    wrap(meaning, room).map((line, i) => [i === 0 ? term : "", line])
  );
  return table(rows, 2);
}

function exampleLines({ aim, command }: Page["examples"][number]): Line[] {
  return [["  ", painted("faint", aim)], ["    ", painted("strong", command)]];
}

function section(title: string, lines: readonly Line[]): Line[] {
  return lines.length === 0 ? [] : [[], [painted("strong", `${title}:`)], ...lines];
}

import { type Line, painted } from "../common/line.ts";
import type { CommandResult } from "../common/result.ts";
import { wrap, wrappedTable } from "../common/table.ts";
import { type OptionEntry, type Page, usageOf } from "./page.ts";

/**
 * Explains a command, examples first.
 *
 * @param page the command
 * @returns its help
 */
export function help(page: Page): CommandResult {
  return { ok: true, document: page, text: () => helpLines(page) };
}

function helpLines(page: Page): Line[] {
  const { examples, details, options, fields, commands } = page;
  return [
    ...wrap(`${page.path}: ${page.summary}`).map((line) => [line]),
    ...section("Examples", examples.flatMap(exampleLines)),
    ...section("Usage", [["  ", usageOf(page)]]),
    ...section("Commands", definitions(commands.map((it) => [it.name, it.summary]))),
    ...section("Options", definitions(options.map((it) => [optionText(it), it.description]))),
    ...details.flatMap((paragraph) => [[], ...wrap(paragraph).map((line) => [line])]),
    ...section("With --json", definitions(fields.map((it) => [it.name, it.meaning]))),
    ...(commands.length > 0 ? [[], [`'${page.path} help COMMAND' explains a command.`]] : []),
  ];
}

function optionText({ flags, value }: OptionEntry): string {
  // Long options are aligned, whether or not there is a short one.
  const names = flags.length > 1 ? flags.join(", ") : `    ${flags[0]}`;
  return value ? `${names} ${value}` : names;
}

function definitions(entries: readonly (readonly [term: string, meaning: string])[]): Line[] {
  return wrappedTable(entries.map(([term, meaning]) => [[term], meaning] as const), 2).flat();
}

function exampleLines({ aim, command }: Page["examples"][number]): Line[] {
  const lines = command.split("\n");
  return [["  ", painted("faint", aim)], ...lines.map((it) => ["    ", painted("strong", it)])];
}

function section(title: string, lines: readonly Line[]): Line[] {
  return lines.length === 0 ? [] : [[], [painted("strong", `${title}:`)], ...lines];
}

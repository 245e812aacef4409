/**
 * Help is what the manual says, laid out for 80 columns.
 *
 * @module
 */
import MANUAL from "../../packaging/osbuild-input-containers.8" with { type: "text" };
import { TEXT_WIDTH, wrap, wrappedTable, writeLine } from "./common/text.ts";

/** The name by which packages install the program on PATH, and the manual calls it. */
export const INSTALLED_NAME = "osbuild-input-containers";

/** Sections and subsections of the manual: what follows a title, without fonts and escapes. */
const SECTIONS = MANUAL.replace(/\\f[BIR]/g, "").replace(/\\(.)/g, "$1").split(/^\.S[HS] /m);

/** The commands: the manual has a subsection on each. */
export const COMMANDS = SECTIONS.flatMap((it) => /^"([a-z]+)[ "]/.exec(it)?.[1] ?? []);

/** What a section says: its title and its first line, often a summary, are apart. */
function section(word: string, program: string) {
  const found = SECTIONS.find((it) => it.startsWith(`"${word}`))!;
  const lines = found.replaceAll(INSTALLED_NAME, () => program).split("\n");
  const [title = "", summary = "", ...text] = lines;
  return { title: title.slice(1, -1), summary, text: text.join("\n") };
}

/** Says in a sentence what a command is for. */
export function summaryOf(command: string): string {
  return section(command, INSTALLED_NAME).summary;
}

/** How a command is called. */
export function usageOf(command: string, program: string): string {
  const usage = command === "" ? "COMMAND ..." : section(command, program).title;
  return wrap(`Usage: ${program} ${usage}`, TEXT_WIDTH - 2).join("\n  ");
}

/** Explains a command, or the program: examples first. */
export function helpOf(command: string, program: string): string {
  const { summary, text } = section(command || "DESCRIPTION", program);
  const commands = COMMANDS.map((it): [[string], string] => [[it], summaryOf(it)]);
  const more = command === ""
    ? [
      `\nCommands:\n${wrappedTable(commands, TEXT_WIDTH, 2).flat().map(plainLine).join("")}`,
      `\nOptions:\n${layOut(section("OPTIONS", program).text)}`,
    ]
    : [];
  return [`${summary}\n\n${usageOf(command, program)}\n`, layOut(text), ...more].join("");
}

/** Lays out text with those requests of man(7) that the manual uses in these sections. */
function layOut(text: string): string {
  const blocks = text.split(/^(?=\.[A-Za-z]+$)/m).map((block) => block.trimEnd().split("\n"));
  const items = blocks.filter(([request]) => request === ".TP")
    .map(([, term, ...text]): [[string], string] => [[term!], text.join(" ")]);
  const table = wrappedTable(items, TEXT_WIDTH, 2);
  return blocks.map(([request, ...lines]) => {
    if (request === ".nf") return lines.map((it) => `${it}\n`).join("");
    if (request === ".TP") return table.shift()!.map(plainLine).join("");
    const [first = "", ...more] = wrap(lines.join(" "), TEXT_WIDTH);
    return request === ".PP" ? ["", first, ...more, ""].join("\n") : "";
  }).join("");
}

function plainLine(line: Parameters<typeof writeLine>[0]): string {
  return writeLine(line, false);
}

import { type OptionEntry, type Page, usageOf } from "../../lib/cli/program/page.ts";
import { bold, escape, macro, tagged, verbatim } from "./roff.ts";

const SECTION = "8";

/** What all commands have in common, said once. */
const COMMON = ["--json", "--help"];

/** Exit statuses, in the order of their numbers. */
const STATUSES = [
  ["0", "Done, and nothing is wrong."],
  ["1", "Something is wrong: with what was looked at, or so that it could not be looked at."],
  ["2", "The command line makes no sense."],
] as const;

/**
 * Writes the manual of the program.
 *
 * @param program the program's page
 * @param version the program's version
 * @returns the manual, as man(7) takes it; the same for the same program
 */
export function manual(program: Page, version: string): string {
  const { name, summary, details, options, examples, commands } = program;
  const synopsis = [
    `${name} --service-id ID --service-fd FD`,
    ...commands.map(usageOf),
    `${name} --version`,
  ];
  const lines = [
    `.\\" Generated from the definitions of the command line.`,
    macro("TH", name, SECTION, "", `${name} ${version}`, "System Administration"),
    ".nh",
    ".ad l",
    macro("SH", "NAME"),
    // Programs that index manuals want this line in one piece.
    `${escape(name)} \\- ${escape(lowerFirst(summary).replace(/\.$/, ""))}`,
    macro("SH", "SYNOPSIS"),
    ...synopsis.flatMap((usage, i) => [...(i > 0 ? [".br"] : []), synopsisLine(usage)]),
    macro("SH", "DESCRIPTION"),
    ...paragraphs(details),
    macro("SH", "OPTIONS"),
    ...options.flatMap(optionLines),
    macro("SH", "COMMANDS"),
    ...commands.flatMap(commandLines),
    macro("SH", "JSON"),
    escape(
      "With --json a command prints one document on standard output, an object with these " +
        'properties; [] stands for the elements of an array. A command that fails prints {"error": ' +
        '{"message": TEXT}}.',
    ),
    ...commands.flatMap(({ name: command, fields }) => [
      macro("SS", command),
      ...fields.flatMap((field) => tagged(bold(field.name), field.meaning)),
    ]),
    macro("SH", "EXIT STATUS"),
    ...STATUSES.flatMap(([status, meaning]) => tagged(bold(status), meaning)),
    macro("SH", "ENVIRONMENT"),
    ...tagged(
      bold("NO_COLOR"),
      "If it is set, nothing is coloured. Files and pipes never get colour.",
    ),
    macro("SH", "FILES"),
    ...tagged(
      `\\fI${escape(`/usr/lib/osbuild/inputs/${name}`)}\\fR`,
      "Where osbuild looks for it.",
    ),
    ...tagged(
      `\\fI${escape(`/usr/lib/osbuild/inputs/${name}.meta.json`)}\\fR`,
      "The sidecar: what osbuild learns of the module without running it.",
    ),
    macro("SH", "EXAMPLES"),
    ...[...examples, ...commands.flatMap((it) => it.examples)].flatMap(exampleLines),
    macro("SH", "SEE ALSO"),
    `${bold("osbuild")}(1), ${bold("skopeo")}(1), ${bold("mount")}(8)`,
  ];
  return `${lines.join("\n")}\n`;
}

function commandLines(command: Page): string[] {
  const own = command.options.filter(({ flags }) => !flags.some((it) => COMMON.includes(it)));
  return [
    macro("SS", usageOf(command).slice(usageOf(command).indexOf(" ") + 1)),
    escape(command.summary),
    ...command.details.flatMap((text) => [".PP", escape(text)]),
    ...own.flatMap(optionLines),
  ];
}

function optionLines({ flags, value, description }: OptionEntry): string[] {
  const names = flags.map(bold).join(", ");
  return tagged(value ? `${names} \\fI${escape(value.name)}\\fR` : names, description);
}

function exampleLines({ aim, command }: Page["examples"][number]): string[] {
  return [".PP", escape(aim), ...verbatim([command])];
}

function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((text, i) => [...(i > 0 ? [".PP"] : []), escape(text)]);
}

function synopsisLine(usage: string): string {
  const [program = "", ...rest] = usage.split(" ");
  return [bold(program), ...rest.map(escape)].join(" ");
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

import { INPUTS, type KnownInput } from "../../lib/cli/common/inputs.ts";
import { type OptionEntry, type Page, usageOf } from "../../lib/cli/program/page.ts";
import { STORAGE_CONF_PATHS } from "../../lib/inputs/storage/storage_conf_paths.ts";
import { bold, escape, macro, tagged, verbatim } from "./roff.ts";

const SECTION = "8";

/** Where osbuild looks for input modules. */
const MODULES = "/usr/lib/osbuild/inputs";

/** Options of all commands, described once. */
const COMMON = ["--json", "--help"];

/** Exit statuses, in the order of their numbers. */
const STATUSES = [
  ["0", "Done, and nothing is wrong."],
  ["1", "Something is wrong, or the command failed."],
  ["2", "Wrong usage."],
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
    ...INPUTS.map(({ type }) => `${MODULES}/${type} --service-id ID --service-fd FD`),
    ...commands.map(usageOf),
    `${name} --version`,
  ];
  const lines = [
    `.\\" Generated from the definitions of the command line.`,
    macro("TH", name, SECTION, "", `${name} ${version}`, "System Administration"),
    ".nh",
    ".ad l",
    macro("SH", "NAME"),
    // Programs that index manuals need this line in one piece.
    `${escape(name)} \\- ${escape(lowerFirst(summary).replace(/\.$/, ""))}`,
    macro("SH", "SYNOPSIS"),
    ...synopsis.flatMap((usage, i) => [...(i > 0 ? [".br"] : []), synopsisLine(usage)]),
    macro("SH", "DESCRIPTION"),
    ...paragraphs(details),
    macro("SH", "INPUTS"),
    "The last component of the path that the program is started by tells which input is meant.",
    ...INPUTS.flatMap(inputLines),
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
      "If set, output has no colour. Output to files and pipes never has.",
    ),
    macro("SH", "FILES"),
    ...INPUTS.flatMap(({ type }) => [
      ...tagged(`\\fI${escape(`${MODULES}/${type}`)}\\fR`, "The program, where osbuild starts it."),
      ...tagged(
        `\\fI${escape(`${MODULES}/${type}.meta.json`)}\\fR`,
        "The sidecar, which osbuild reads instead of running the module.",
      ),
    ]),
    ...tagged(
      STORAGE_CONF_PATHS.map((path) => `\\fI${escape(path)}\\fR`).join(", "),
      "The configuration of the host's container storage. Only the second input reads it, the " +
        "first of the files that exists, anew for each request.",
    ),
    macro("SH", "EXAMPLES"),
    ...[...examples, ...commands.flatMap((it) => it.examples)].flatMap(exampleLines),
    macro("SH", "SEE ALSO"),
    `${bold("osbuild")}(1), ${bold("skopeo")}(1), ${bold("containers-storage.conf")}(5), ${
      bold("mount")
    }(8)`,
  ];
  return `${lines.join("\n")}\n`;
}

/** The sidecar says what users of manifests have to know. */
function inputLines({ type, sidecar }: KnownInput): string[] {
  const { description } = JSON.parse(sidecar) as { description: string[] };
  const texts = description.join("\n").split("\n\n").map((it) => it.replaceAll("\n", " "));
  return [macro("SS", type), ...paragraphs(texts)];
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
  return tagged(value ? `${names} \\fI${escape(value)}\\fR` : names, description);
}

function exampleLines({ aim, command }: Page["examples"][number]): string[] {
  return [".PP", escape(aim), ...verbatim(command.split("\n"))];
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

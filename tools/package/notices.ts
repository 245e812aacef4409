import {
  type Component,
  licenceTexts,
  programLicence,
  readComponents,
  readCrates,
  readText,
} from "./licences.ts";

/** Name of the file in packages and archives. */
export const NOTICES = "THIRD-PARTY-NOTICES";

/** Writes the notices of everything in the program, and of what else an offline archive holds. */
export function makeNotices(): string {
  const components = readComponents();
  const describe = ({ name, version, licence, copyright, description }: Component) =>
    [`${name} ${version}`.trimEnd(), licence, copyright && `Copyright ${copyright}`, description]
      .filter((it) => it).join("; ");
  const list = (isBuild: boolean) =>
    components.filter(({ kind }) => (kind === "build") === isBuild).map(describe);
  const crates = readCrates().map((it) =>
    `${it.name} ${it.version}; ${it.licence}; ${it.evidence}`
  );
  return [
    readText("notices.in").replace("@LICENCE@", programLicence()),
    section("In the program", list(false)),
    section("Used for the build, and in the offline archive", list(true)),
    section(`Crates of Deno ${Deno.version.deno}`, crates),
    ...Object.entries(licenceTexts()).map(([id, text]) => section(id, [text])),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string {
  return `${"=".repeat(80)}\n${title}\n${"=".repeat(80)}\n\n${lines.join("\n")}\n`;
}

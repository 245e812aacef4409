import {
  type Component,
  licenceTexts,
  programLicence,
  readComponents,
  readCrates,
} from "./licences.ts";

/** Name of the file in packages and archives. */
export const NOTICES = "THIRD-PARTY-NOTICES";

const HEAD = `Third-party software in org.osbuild.containers

The program's own code is under the Apache License 2.0. Its executable contains the software below.
All of it together: @licence

Licences of crates are those that their authors declare in the crate, at this or a nearby version.
NOASSERTION means that the licence could not be determined. "linked" crates show in the runtime's
executable: by paths of their sources, or by text of the C library that they bring. "locked" ones
are dependencies in Deno's lock file without such a trace; they may or may not be part of it.
Copyright holders of a crate are its authors; where the text of a licence has a placeholder for
them, they are meant.
`;

/**
 * Writes the notices of everything in the program, and of what else an offline archive holds.
 *
 * @throws {Error} when the texts of licences are not available
 */
export async function makeNotices(): Promise<string> {
  const texts = await licenceTexts();
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
    HEAD.replace("@licence", programLicence()),
    section("In the program", list(false)),
    section("Used for the build, and in the offline archive", list(true)),
    section(`Crates of Deno ${Deno.version.deno}`, crates),
    ...Object.entries(texts).map(([id, text]) => section(id, [text])),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string {
  return `${"=".repeat(80)}\n${title}\n${"=".repeat(80)}\n\n${lines.join("\n")}\n`;
}

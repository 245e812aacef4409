import {
  type Component,
  licenceOf,
  licenceTexts,
  programLicence,
  readCrates,
  readTemplate,
  templateVersions,
} from "./licences.ts";

/** Name of the file in packages and archives. */
export const NOTICES = "THIRD-PARTY-NOTICES";

const HEAD = `Third-party software in org.osbuild.containers

The program's own code is under the Apache License 2.0. Its executable contains the software below.
All of it together: @licence

Licences of crates are those that their authors declare in the crate, at this or a nearby version.
NOASSERTION means that the licence could not be determined. "linked" crates are named in the
runtime's executable; "locked" ones are dependencies in Deno's lock file that leave no trace there,
and may or may not be part of it. Copyright holders of a crate are its authors; where the text of a
licence has a placeholder for them, they are meant.
`;

/**
 * Writes the notices of everything in the program, and of what else an offline archive holds.
 *
 * @throws {Error} when the texts of licences are not available
 */
export async function makeNotices(): Promise<string> {
  const texts = await licenceTexts();
  const components: Component[] = JSON.parse(readTemplate()).components;
  const versions = templateVersions();
  const describe = ({ name, version = "", copyright = "", ...rest }: Component) => {
    const title = `${name} ${versions.get(version) ?? version}`.trimEnd();
    return [title, licenceOf(rest), copyright].filter((it) => it).join("; ");
  };
  const list = (scope: string) =>
    new Set(components.filter((it) => it.scope === scope).map(describe));
  const crates = readCrates().map((it) =>
    `${it.name} ${it.version}; ${it.licence}; ${it.evidence}`
  );
  return [
    HEAD.replace("@licence", programLicence()),
    section("In the program", list("required")),
    section("Used for the build, and in the offline archive", list("excluded")),
    section(`Crates of Deno ${Deno.version.deno}`, crates),
    ...Object.entries(texts).map(([id, text]) => section(id, [text])),
  ].join("\n");
}

function section(title: string, lines: Iterable<string>): string {
  return `${"=".repeat(80)}\n${title}\n${"=".repeat(80)}\n\n${[...lines].join("\n")}\n`;
}

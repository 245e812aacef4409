import {
  type Component,
  licenceIds,
  licenceOf,
  licenceTexts,
  programLicence,
  readCrates,
  readTemplate,
} from "./licences.ts";
import { DENO_VERSION, STAND_INS } from "../pins.ts";
import { MODULES, projectVersion } from "../shared/project.ts";
import { sourceTime } from "../vendor/sources.ts";

/** Who publishes packages, and where their sources are. A release requires both. */
const VARIABLES = {
  MAINTAINER: "Local build <root@localhost>",
  REPOSITORY: "https://localhost/",
} as const;

/**
 * Makes sure that a release names who publishes it.
 *
 * @throws {Error} when a variable is not set, or looks wrong
 */
export function checkPublisher(): void {
  const forms = { MAINTAINER: /^[^<>]+ <[^<>@\s]+@[^<>@\s]+>$/, REPOSITORY: /^https:\/\/\S+$/ };
  for (const [name, form] of Object.entries(forms)) {
    if (form.test(Deno.env.get(name) ?? "")) continue;
    throw new Error(
      `Cannot make a release: set ${name}, such as ` +
        '`MAINTAINER="Name <name@host>" REPOSITORY=https://host/owner/name`',
    );
  }
}

/**
 * Fills in what recipes leave open: placeholders such as `@VERSION@`.
 *
 * @throws {RangeError} when there is an unknown placeholder
 */
export async function fillRecipe(recipe: string): Promise<string> {
  const date = new Date(await sourceTime() * 1000);
  // Such as "Thu, 01 Jan 1970 00:00:00 GMT".
  const text = date.toUTCString();
  const values: Readonly<Record<string, () => string | Promise<string>>> = {
    VERSION: projectVersion,
    DENO_VERSION: () => DENO_VERSION,
    LICENCE: programLicence,
    LICENCE_IDS: () => licenceIds(programLicence()).join(" and "),
    LICENCE_TEXTS: debianTexts,
    LIBRARIES: debianLibraries,
    PROVIDES: provides,
    MODULES: () => MODULES.map(({ name }) => name).join(" "),
    MAINTAINER: () => publisher("MAINTAINER"),
    REPOSITORY: () => publisher("REPOSITORY"),
    RPM_DATE: () => text.replace(/^(\w+), (\d+) (\w+) (\d+).*/, "$1 $3 $2 $4"),
    DEBIAN_DATE: () => text.replace("GMT", "+0000"),
  };
  let filled = recipe;
  for (const [placeholder, name] of recipe.matchAll(/@([A-Z_]+)@/g)) {
    const value = values[name!];
    if (!value) throw new RangeError(`Cannot fill in the recipe: ${placeholder} is unknown`);
    filled = filled.replaceAll(placeholder, await value());
  }
  return filled;
}

function publisher(name: keyof typeof VARIABLES): string {
  return Deno.env.get(name) || VARIABLES[name];
}

/** What the program bundles, as Fedora names it. */
function provides(): string {
  const jsr = STAND_INS.map((
    { name, version },
  ) => [`jsr-${name.slice(1).replace("/", "-")}`, version]);
  const crates = readCrates().filter(({ evidence }) => evidence === "linked")
    .map(({ name, version }) => [`crate(${name})`, version]);
  return [["deno", DENO_VERSION], ["v8", Deno.version.v8.replace(/-.*/, "")], ...jsr, ...crates]
    // A hyphen can't be in a version, and what follows it sorts before the version itself.
    .map(([name, version]) => `Provides:       bundled(${name}) = ${version!.replace("-", "~")}`)
    .join("\n");
}

/** The packages of JSR and npm in an archive, as paragraphs of debian/copyright. */
function debianLibraries(): string {
  const components: Component[] = JSON.parse(readTemplate()).components;
  const files = new Map<string, string[]>();
  for (const component of components) {
    const [, kind, name] = /^(jsr|npm):(@?[^@]+)/.exec(component["bom-ref"]) ?? [];
    if (!name || name.startsWith("@esbuild/")) continue;
    const holder = component.copyright!.replace(/^Copyright /, "");
    const terms = `Copyright: ${holder}\nLicense: ${licenceOf(component)}`;
    const place = kind === "jsr" ? `vendor/jsr.io/${name}/*` : `.offline/cache/npm/*/${name}/*`;
    files.set(terms, [...files.get(terms) ?? [], place]);
  }
  return [...files].map(([terms, it]) => `Files: ${it.join("\n       ")}\n${terms}`).join("\n\n");
}

/** The texts as paragraphs of debian/copyright; Debian has some of them already. */
async function debianTexts(): Promise<string> {
  const common = ["Apache-2.0", "CC0-1.0", "MPL-2.0"];
  return Object.entries(await licenceTexts()).map(([id, text]) => {
    const lines = common.includes(id)
      ? [`On Debian systems, the full text is in /usr/share/common-licenses/${id}.`]
      : text.split("\n");
    return `License: ${id}\n${lines.map((line) => ` ${line.trimEnd() || "."}`).join("\n")}`;
  }).join("\n\n");
}

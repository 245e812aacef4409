import { dirname, join, relative } from "node:path";
import { packageChangelog } from "./changelog.ts";
import {
  licenceIds,
  licenceTexts,
  programLicence,
  readComponents,
  readCrates,
} from "./licences.ts";
import { DENO_VERSION } from "../pins.ts";
import { fileHash, filesBelow } from "../shared/files.ts";
import { MODULES, PACKAGE, projectVersion, ROOT } from "../shared/project.ts";

const RECIPES = join(ROOT, "packaging");

/** The recipe of rpm. */
export const SPEC = join(RECIPES, "rpm", `${PACKAGE}.spec.in`);

/** Who publishes packages, and where their sources are. A release requires both. */
const PUBLISHER = {
  MAINTAINER: { form: /^[^<>]+ <[^<>@\s]+@[^<>@\s]+>$/, local: "Local build <root@localhost>" },
  REPOSITORY: { form: /^https:\/\/\S+$/, local: "https://localhost/" },
} as const;

/** Reads one of the variables. */
export function publisher(name: keyof typeof PUBLISHER): string {
  return Deno.env.get(name) || PUBLISHER[name].local;
}

/**
 * Makes sure that a release names who publishes it.
 *
 * @throws {Error} when a variable is not set, or looks wrong
 */
export function checkPublisher(): void {
  for (const [name, { form }] of Object.entries(PUBLISHER)) {
    if (form.test(Deno.env.get(name) ?? "")) continue;
    throw new Error(
      `Cannot make a release: set ${name}, such as ` +
        '`MAINTAINER="Name <name@host>" REPOSITORY=https://host/owner/name`',
    );
  }
}

/**
 * Writes the recipes of rpm and deb to where `rpmbuild -ta` and `dpkg-buildpackage` look for them.
 *
 * @param sources the top of the sources
 */
export async function writeRecipes(sources: string): Promise<void> {
  const write = async (from: string, to: string) => {
    const recipe = await fillRecipe(await Deno.readTextFile(from));
    await Deno.mkdir(dirname(to), { recursive: true });
    await Deno.writeTextFile(to, recipe, { mode: Deno.statSync(from).mode! });
  };
  await write(SPEC, join(sources, `${PACKAGE}.spec`));
  const debian = join(RECIPES, "debian");
  for (const path of filesBelow(debian)) {
    await write(path, join(sources, "debian", relative(debian, path)));
  }
}

/**
 * Writes Arch's recipe, which names the archive and its digest.
 *
 * @param archive the offline archive
 */
export async function archRecipe(archive: string): Promise<string> {
  const recipe = await Deno.readTextFile(join(RECIPES, "arch", "PKGBUILD"));
  return await fillRecipe(recipe.replaceAll("@SHA256@", await fileHash(archive)));
}

/**
 * Fills in what recipes leave open: placeholders such as `@VERSION@`.
 *
 * @throws {RangeError} when there is an unknown placeholder
 */
export async function fillRecipe(recipe: string): Promise<string> {
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
    RPM_CHANGELOG: () => packageChangelog("rpm", publisher("MAINTAINER")),
    DEBIAN_CHANGELOG: () => packageChangelog("deb", publisher("MAINTAINER")),
  };
  let filled = recipe;
  for (const [placeholder, name] of recipe.matchAll(/@([A-Z_]+[A-Z])@/g)) {
    const value = values[name!];
    if (!value) throw new RangeError(`Cannot fill in the recipe: ${placeholder} is unknown`);
    filled = filled.replaceAll(placeholder, await value());
  }
  return filled;
}

/** What the program bundles, as Fedora names it. */
function provides(): string {
  const components = readComponents().flatMap(({ kind, name, version }) => {
    if (kind === "build") return [];
    const bare = name.replace(/^@/, "").replace("/", "-");
    const names = { runtime: "deno", library: bare, jsr: `jsr-${bare}`, npm: `nodejs-${bare}` };
    return [[names[kind], version]];
  });
  const crates = readCrates().filter(({ evidence }) => evidence === "linked")
    .map(({ name, version }) => [`crate(${name})`, version]);
  return [...components, ...crates]
    // A hyphen can't be in a version, and what follows it sorts before the version itself.
    .map(([name, version]) =>
      `Provides:       bundled(${name})${version ? ` = ${version.replace("-", "~")}` : ""}`
    )
    .join("\n");
}

/** The packages of JSR and npm in an archive, as paragraphs of debian/copyright. */
function debianLibraries(): string {
  const packages = readComponents().filter(({ kind }) => kind === "jsr" || kind === "npm");
  return packages.map(({ kind, name, copyright, licence }) => {
    const place = kind === "jsr" ? "vendor/jsr.io" : ".cache/npm/*";
    return `Files: ${place}/${name}/*\nCopyright: ${copyright}\nLicense: ${licence}`;
  }).join("\n\n");
}

/** The texts as paragraphs of debian/copyright; Debian has some of them already. */
function debianTexts(): string {
  const common = ["Apache-2.0", "CC0-1.0", "MPL-2.0"];
  return Object.entries(licenceTexts()).map(([id, text]) => {
    const lines = common.includes(id)
      ? [`On Debian systems, the full text is in /usr/share/common-licenses/${id}.`]
      : text.split("\n");
    return `License: ${id}\n${lines.map((line) => ` ${line.trimEnd() || "."}`).join("\n")}`;
  }).join("\n\n");
}

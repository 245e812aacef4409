import { join } from "node:path";
import { BUNDLER_VERSION } from "../pins.ts";
import { readIfThere } from "../shared/files.ts";
import { projectVersion, ROOT } from "../shared/project.ts";
import { runDeno } from "../shared/run.ts";

const DIRECTORY = join(ROOT, "packaging", "licences");

/** Texts of licences in an offline archive. */
export const SHIPPED_TEXTS = join(ROOT, ".offline", "licences.json");

/** A crate of Deno's lock file. */
export interface Crate {
  /** Its name. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
  /** Expression of SPDX, or `NOASSERTION`. */
  readonly licence: string;
  /** `linked` if the runtime names its sources, `locked` if only the lock file names it. */
  readonly evidence: "linked" | "locked";
}

/** A component of the bill of materials, as far as licences are concerned. */
export interface Component {
  /** What refers to it: of a package, `jsr:` or `npm:`, then `NAME@VERSION`. */
  readonly "bom-ref": string;
  /** Its name. */
  readonly name: string;
  /** Its version; a placeholder where another file has it. */
  readonly version?: string;
  /** `excluded` if it is used for the build only. */
  readonly scope?: string;
  /** Licence, as CycloneDX has it. */
  readonly licenses: readonly [{ expression?: string; license?: { id?: string; name?: string } }];
  /** Who holds the copyright. */
  readonly copyright?: string;
}

/** Reads the list of the runtime's crates. */
export function readCrates(): Crate[] {
  const [, ...lines] = Deno.readTextFileSync(join(DIRECTORY, "crates.tsv")).trim().split("\n");
  return lines.map((line) => {
    const [name, version, licence, evidence] = line.split("\t");
    return { name, version, licence, evidence } as Crate;
  });
}

/** Reads the template of the bill of materials. */
export function readTemplate(): string {
  return Deno.readTextFileSync(join(DIRECTORY, "sbom.json"));
}

/** Tells the versions that the template has placeholders for. */
export function templateVersions(): Map<string, string> {
  return new Map([
    ["@version", projectVersion()],
    ["@deno", Deno.version.deno],
    ["@v8", Deno.version.v8.replace(/-.*/, "")],
    ["@esbuild", BUNDLER_VERSION],
  ]);
}

/** Determines the licence of a component. */
export function licenceOf({ licenses: [licence] }: Pick<Component, "licenses">): string {
  const { expression, license: { id, name } = {} } = licence;
  return (expression ?? id ?? name)!;
}

/**
 * Combines the licences of everything in the program.
 *
 * @returns expression of SPDX; crates of unknown licence are not in it
 */
export function programLicence(): string {
  const components: Component[] = JSON.parse(readTemplate()).components;
  const inside = components.filter(({ scope }) => scope === "required").map(licenceOf);
  const terms = [...inside, ...readCrates().map(({ licence }) => licence)]
    .filter((it) => it !== "NOASSERTION")
    .flatMap((it) => it.split(" AND "))
    .map((it) => it.replace(/^\(|\)$/g, "").split(" OR ").sort().join(" OR "));
  return [...new Set(terms)].sort()
    .map((it) => it.includes(" OR ") ? `(${it})` : it).join(" AND ");
}

/** Lists the licences that an expression names. */
export function licenceIds(expression: string): string[] {
  const ids = expression.split(/[() ]+|AND|OR/).map((it) => it.replace(/\+$/, ""));
  const exceptions = new Set(expression.match(/(?<=WITH )\S+?(?=\)|$| )/g));
  return [...new Set(ids)].filter((it) => it && it !== "WITH" && !exceptions.has(it)).sort();
}

/**
 * Gets the texts of all licences in the program.
 *
 * @throws {Error} when neither the archive has them nor npm can be reached
 */
export async function licenceTexts(): Promise<Readonly<Record<string, string>>> {
  const shipped = readIfThere(SHIPPED_TEXTS);
  if (shipped) return JSON.parse(shipped);
  const program = join(import.meta.dirname!, "licence_texts.ts");
  const lock = [`--lock=${program.replace(/ts$/, "lock")}`, "--frozen"];
  const args = ["run", "--quiet", "--no-config", ...lock, program, ...licenceIds(programLicence())];
  return JSON.parse(await runDeno("get the texts of licences from npm", args));
}

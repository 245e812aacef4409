import { join } from "node:path";
import { BUNDLER_VERSION } from "../pins.ts";
import { readIfThere } from "../shared/files.ts";
import { ROOT } from "../shared/project.ts";
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
  /** `linked` if the runtime shows traces of it, `locked` if only the lock file names it. */
  readonly evidence: "linked" | "locked";
}

/** Anything else that the program is made of, or made with. */
export interface Component {
  /** `library` if it is in the runtime, `build` if it is used for the build only. */
  readonly kind: "runtime" | "library" | "jsr" | "npm" | "build";
  /** Its name. */
  readonly name: string;
  /** Its version; empty if only that of the crate around it is known. */
  readonly version: string;
  /** Expression of SPDX. */
  readonly licence: string;
  /** Who holds the copyright. */
  readonly copyright: string;
  /** Its package URL, but for the version. */
  readonly purl: string;
  /** Bytes of the runtime that show that it is linked: as often as there are versions of it. */
  readonly mark: string;
  /** What it is for, or where. */
  readonly description: string;
}

/** Reads the list of the runtime's crates. */
export function readCrates(): Crate[] {
  return readTable("crates.tsv").map(([name, version, licence, evidence]) => (
    { name, version, licence, evidence } as Crate
  ));
}

/** Reads the list of everything else. */
export function readComponents(): Component[] {
  const elsewhere: Readonly<Record<string, string>> = {
    denort: Deno.version.deno,
    v8: Deno.version.v8.replace(/-.*/, ""),
  };
  return readTable("components.tsv").map(
    ([kind, name, version, licence, copyright, purl, mark, description]) => ({
      kind,
      name,
      version: version === "@" ? elsewhere[name!] ?? BUNDLER_VERSION : version,
      licence,
      copyright,
      purl,
      mark,
      description,
    } as Component),
  );
}

function readTable(name: string): string[][] {
  const [, ...lines] = Deno.readTextFileSync(join(DIRECTORY, name)).trimEnd().split("\n");
  return lines.map((line) => line.split("\t"));
}

/**
 * Combines the licences of everything in the program.
 *
 * @returns expression of SPDX; crates of unknown licence, which may not be linked, are not in it
 */
export function programLicence(): string {
  const inside = readComponents().filter(({ kind }) => kind !== "build");
  const terms = ["Apache-2.0", ...[...inside, ...readCrates()].map(({ licence }) => licence)]
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

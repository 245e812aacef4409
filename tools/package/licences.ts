import { join } from "node:path";
import { BUNDLER_VERSION } from "../pins.ts";
import { ROOT } from "../shared/project.ts";

/** A crate of Deno's lock file: a line of packaging/licences/crates.tsv. */
export interface Crate {
  readonly name: string;
  readonly version: string;
  /** Expression of SPDX, or `NOASSERTION`. */
  readonly licence: string;
  /** `linked` if the runtime shows traces of it, `locked` if only the lock file names it. */
  readonly evidence: "linked" | "locked";
}

/** Anything else that the program is made of, or made with: a line of components.tsv. */
export interface Component {
  /** `library` if it is in the runtime, `build` if it is used for the build only. */
  readonly kind: "runtime" | "library" | "jsr" | "npm" | "build";
  readonly name: string;
  /** Empty if only that of the crate around it is known. */
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
  return readTable("crates.tsv");
}

/** Reads the list of everything else. */
export function readComponents(): Component[] {
  const elsewhere: Readonly<Record<string, string>> = {
    denort: Deno.version.deno,
    v8: Deno.version.v8.replace(/-.*/, ""),
  };
  return readTable<Component>("components.tsv").map((it) =>
    it.version === "@" ? { ...it, version: elsewhere[it.name] ?? BUNDLER_VERSION } : it
  );
}

/** Reads a table whose first line names the columns. */
function readTable<Row>(name: string): Row[] {
  const [columns, ...rows] = readText(name).trimEnd().split("\n").map((line) => line.split("\t"));
  return rows.map((cells) => Object.fromEntries(cells.map((it, at) => [columns![at], it])) as Row);
}

/** Reads one of the files that people edit. */
export function readText(name: string): string {
  return Deno.readTextFileSync(join(ROOT, "packaging", "licences", name));
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

/** Reads the texts of all licences in the program, by their identifiers of SPDX. */
export function licenceTexts(): Readonly<Record<string, string>> {
  return JSON.parse(readText("texts.json"));
}

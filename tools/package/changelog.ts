/**
 * CHANGELOG.md, as the changelogs of packages have it.
 *
 * @module
 */
import { join } from "node:path";
import { PACKAGE, projectVersion, ROOT } from "../shared/project.ts";
import { sourceTime } from "./archive.ts";

/** What a version changed. */
export interface Section {
  /** Such as `0.2.0`; `Unreleased` for what no version has yet. */
  readonly version: string;
  /** Its day, such as `2026-11-23`; empty for what is not released. */
  readonly date: string;
  /** Its text, without the heading. */
  readonly text: string;
}

/** Reads the sections of a changelog, the newest first. */
export function readChangelog(
  text = Deno.readTextFileSync(join(ROOT, "CHANGELOG.md")),
): Section[] {
  return text.split(/^## /m).slice(1).map((section) => {
    const [, version = "", date = ""] = /^\[(.+?)\](?: - (\S+))?/.exec(section) ?? [];
    return { version, date, text: section.replace(/^.*\n/, "").trim() };
  });
}

/**
 * Finds what a release says about itself.
 *
 * @throws {Error} when something is unreleased, or the version has no section with a day
 */
export function releaseNotes(sections: readonly Section[], version: string): string {
  if (sections.some((it) => it.version === "Unreleased" && it.text !== "")) {
    throw new Error("Cannot make a release: CHANGELOG.md has changes under [Unreleased]");
  }
  const own = sections.find((it) => it.version === version);
  if (own?.date && own.text) return own.text;
  throw new Error(`Cannot make a release: CHANGELOG.md has no section [${version}] with a day`);
}

/**
 * Writes the changelog of a recipe. A version without a section of its own has what is unreleased,
 * and the time of the sources.
 */
export async function packageChangelog(
  kind: "rpm" | "deb",
  maintainer: string,
  sections: readonly Section[] = readChangelog(),
): Promise<string> {
  const today = new Date(await sourceTime() * 1000).toISOString().slice(0, 10);
  const isListed = sections.some(({ version }) => version === projectVersion());
  return sections.filter(({ version }) => !isListed || version !== "Unreleased").map((it) => {
    const version = it.date ? it.version : projectVersion();
    // Such as "Thu, 01 Jan 1970 00:00:00 GMT": never after the build, whose times it limits.
    const date = new Date(`${it.date || today}T00:00:00Z`).toUTCString();
    const changes = it.text.split(/^- /m).slice(1)
      .map((change) => change.replace(/\n\s*\n[^]*/, "").replace(/\s+/g, " ").trim());
    if (changes.length === 0) changes.push("Build of a checkout");
    // Lines of at most 79 columns.
    const list = (first: string, indent: string) =>
      changes.map((it) => first + it.match(/\S.{0,74}(?= |$)/g)!.join(`\n${indent}`)).join("\n");
    if (kind === "rpm") {
      const day = date.replace(/^(\w+), (\d+) (\w+) (\d+).*/, "$1 $3 $2 $4");
      return `* ${day} ${maintainer} - ${version}-1\n${list("- ", "  ").replaceAll("%", "%%")}\n`;
    }
    return `${PACKAGE} (${version}-1) unstable; urgency=medium\n\n${list("  * ", "    ")}\n\n` +
      ` -- ${maintainer}  ${date.replace("GMT", "+0000")}\n`;
  }).join("\n").trimEnd();
}

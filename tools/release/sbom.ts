import { Buffer } from "node:buffer";
import { join } from "node:path";
import { binaryPath } from "../build/binary.ts";
import { readCrates, readTemplate, templateVersions } from "../package/licences.ts";
import { BUNDLER_TARBALLS } from "../pins.ts";
import type { SetUp } from "../setup/set_up.ts";
import { findVendored } from "../setup/vendor.ts";
import type { Architecture } from "../shared/architecture.ts";
import { fileHash } from "../shared/file_hash.ts";
import { fingerprint } from "../shared/fingerprint.ts";
import { DIST, ROOT, VENDOR } from "../shared/layout.ts";
import { PACKAGE, projectVersion } from "../shared/project.ts";
import { sourceTime } from "../vendor/sources.ts";
import { jsrDigests } from "./jsr_digests.ts";

/**
 * Names the file that the bill of materials is written to.
 *
 * @returns its path
 */
export function sbomPath(): string {
  return join(DIST, `${PACKAGE}-${projectVersion()}.cdx.json`);
}

/**
 * Writes the bill of materials, CycloneDX 1.6: packaging/licences/sbom.json with versions and
 * digests filled in, and the crates of packaging/licences/crates.tsv.
 *
 * @param ready what set-up has left for each architecture; the programs are built already
 * @returns the file
 * @throws {RangeError} when the template has an unknown placeholder
 */
export async function writeSbom(ready: ReadonlyMap<Architecture, SetUp>): Promise<string> {
  const crates = readCrates().map(({ name, version, licence, evidence }) => ({
    type: "library",
    "bom-ref": `crate:${name}@${version}`,
    name,
    version,
    scope: evidence === "linked" ? "required" : "optional",
    licenses: [
      licence === "NOASSERTION" ? { license: { name: licence } } : { expression: licence },
    ],
    purl: `pkg:cargo/${name}@${version}`,
  }));
  const values = await placeholders(ready);
  // Longest first, as `@deno` begins `@deno-something` too.
  const names = [...values.keys()].sort((a, b) => b.length - a.length);
  const template = JSON.parse(readTemplate(), (_, value) => {
    if (value === "@crates") return crates.map((it) => it["bom-ref"]);
    if (typeof value !== "string") return value;
    return names.reduce((text, name) => text.replace(name, () => values.get(name)!), value);
  });
  template.components.push(...crates);
  for (const dependency of template.dependencies) {
    dependency.dependsOn = dependency.dependsOn.flat();
  }
  const text = JSON.stringify(template, undefined, 2);
  await Deno.writeTextFile(sbomPath(), text.replace("@uuid", uuid(text)) + "\n");
  return sbomPath();
}

/** What the placeholders of the template stand for. */
async function placeholders(ready: ReadonlyMap<Architecture, SetUp>): Promise<Map<string, string>> {
  const values = new Map([
    ...templateVersions(),
    ["@time", new Date(await sourceTime() * 1000).toISOString().replace(/\.\d+/, "")],
    ["@jsr-origin", findVendored()!.origin],
  ]);
  for (const [architecture, { denort }] of ready) {
    values.set(`@program:${architecture}`, await fileHash(binaryPath(architecture)));
    values.set(`@runtime:${architecture}`, await fileHash(denort.path));
    values.set(`@origin:${architecture}`, denort.origin);
  }
  for (const [key, digest] of await jsrDigests(VENDOR)) values.set(`@jsr:${key}`, digest);
  const lock = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.lock")));
  for (const [key, { integrity }] of Object.entries<{ integrity: string }>(lock.npm)) {
    // What follows the version are the versions of its peers.
    values.set(`@npm:${key.replace(/_.*/, "")}`, hexadecimal(integrity));
  }
  for (const { name, integrity } of BUNDLER_TARBALLS) {
    values.set(`@pin:${name}`, hexadecimal(integrity));
  }
  return values;
}

function hexadecimal(integrity: string): string {
  return Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex");
}

/** The same content gets the same number, in the form of a UUID of version 8. */
function uuid(content: string): string {
  return fingerprint(content).replace(
    /^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/,
    "$1-$2-8$3-8$4-$5",
  );
}

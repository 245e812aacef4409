import { Buffer } from "node:buffer";
import { join } from "node:path";
import { binaryPath } from "../build.ts";
import { readCrates, readTemplate, templateVersions } from "../package/licences.ts";
import { BUNDLER_TARBALLS } from "../pins.ts";
import type { SetUp } from "../setup.ts";
import { findVendored } from "../offline/vendor.ts";
import { fileHash, filesBelow, fingerprint } from "../shared/files.ts";
import {
  type Architecture,
  DIST,
  PACKAGE,
  projectVersion,
  ROOT,
  VENDOR,
} from "../shared/project.ts";
import { sourceTime } from "../vendor/sources.ts";

/** Names the file that the bill of materials is written to. */
export function sbomPath(): string {
  return join(DIST, `${PACKAGE}-${projectVersion()}.cdx.json`);
}

/**
 * Writes the bill of materials, CycloneDX 1.6: packaging/licences/sbom.json with versions and
 * digests filled in, and the crates of packaging/licences/crates.tsv.
 *
 * @param ready what set-up has left for each architecture; the programs are built already
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

/**
 * Reads the digests of JSR's descriptions of packages. A description has the digests of the
 * package's files, which Deno compares, so that its digest covers them all; deno.lock files have the
 * same as `integrity`.
 */
export async function jsrDigests(directory: string): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const path of filesBelow(directory).sort()) {
    const [, name, version] = /(@[^/]+\/[^/]+)\/(.+)_meta\.json$/.exec(path) ?? [];
    if (!name) continue;
    // Deno adds the digest to the description that it vendors; a stand-in's has none.
    const { lockfileChecksum } = JSON.parse(Deno.readTextFileSync(path));
    digests.set(`${name}@${version}`, lockfileChecksum ?? await fileHash(path));
  }
  return digests;
}

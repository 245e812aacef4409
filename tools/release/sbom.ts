import { Buffer } from "node:buffer";
import { join } from "node:path";
import { binaryPath } from "../build.ts";
import { type Component, readComponents, readCrates } from "../package/licences.ts";
import { publisher } from "../package/recipe.ts";
import { BUNDLER_TARBALLS } from "../pins.ts";
import type { SetUp } from "../setup.ts";
import { findVendored } from "../offline/vendor.ts";
import { fileHash, filesBelow, fingerprint } from "../shared/files.ts";
import {
  type Architecture,
  DIST,
  MODULE,
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
 * Writes the bill of materials, CycloneDX 1.6, of the two tables in packaging/licences.
 *
 * @param ready what set-up has left for each architecture; the programs are built already
 */
export async function writeSbom(ready: ReadonlyMap<Architecture, SetUp>): Promise<string> {
  const version = projectVersion();
  const own = { version, licenses: licences("Apache-2.0") };
  const tables = readComponents();
  const digests = await libraryDigests();
  const describe = (it: Component, suffix = "") => ({
    type: { runtime: "framework", build: "application" }[it.kind as string] ?? "library",
    "bom-ref": `${it.kind}:${it.name}${suffix}@${it.version}`,
    name: it.name,
    ...it.version && { version: it.version },
    ...it.description && { description: it.description },
    scope: it.kind === "build" ? "excluded" : "required",
    ...digests.has(`${it.kind}:${it.name}`) && { hashes: [digests.get(`${it.kind}:${it.name}`)] },
    licenses: licences(it.licence),
    ...it.copyright && { copyright: `Copyright ${it.copyright}` },
    ...it.version &&
      { purl: `${it.purl || `pkg:generic/${it.name.replace("@", "%40")}@`}${it.version}` },
    ...it.kind === "jsr" && { properties: [{ name: "origin", value: findVendored()!.origin }] },
  });
  const crates = readCrates().map(({ name, version, licence, evidence }) => ({
    type: "library",
    "bom-ref": `crate:${name}@${version}`,
    name,
    version,
    scope: evidence === "linked" ? "required" : "optional",
    licenses: licences(licence),
    purl: `pkg:cargo/${name}@${version}`,
  }));
  const libraries = tables.filter(({ kind }) => kind !== "runtime").map((it) => describe(it));
  const refs = (...kinds: string[]) =>
    libraries.map((it) => it["bom-ref"]).filter((ref) => kinds.includes(ref.replace(/:.*/, "")));
  const components: object[] = [...libraries, ...crates];
  const dependencies: { ref: string; dependsOn: string[] }[] = [];
  for (const [architecture, { denort }] of ready) {
    const runtime = {
      ...describe(tables.find(({ kind }) => kind === "runtime")!, `-${architecture}`),
      supplier: { name: "Deno Land Inc.", url: ["https://deno.com/"] },
      hashes: [{ alg: "SHA-256", content: await fileHash(denort.path) }],
      properties: [{ name: "origin", value: denort.origin }],
    };
    const program = {
      type: "file",
      "bom-ref": `program-${architecture}`,
      name: `${MODULE}-${architecture}`,
      scope: "required",
      hashes: [{ alg: "SHA-256", content: await fileHash(binaryPath(architecture)) }],
      ...own,
    };
    components.push(program, runtime);
    dependencies.push(
      { ref: program["bom-ref"], dependsOn: [runtime["bom-ref"], ...refs("jsr", "npm")] },
      {
        ref: runtime["bom-ref"],
        dependsOn: [...refs("library"), ...crates.map((it) => it["bom-ref"])],
      },
    );
  }
  const programs = dependencies.map(({ ref }) => ref).filter((ref) => ref.startsWith("program-"));
  const bill = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      timestamp: new Date(await sourceTime() * 1000).toISOString().replace(/\.\d+/, ""),
      tools: {
        components: [
          { type: "application", name: `${PACKAGE}: tools/release/sbom.ts`, version },
          { type: "application", name: "deno", version: Deno.version.deno },
        ],
      },
      component: { type: "application", "bom-ref": MODULE, name: MODULE, ...own },
      supplier: {
        name: publisher("MAINTAINER").replace(/ <.*/, ""),
        url: [publisher("REPOSITORY")],
      },
    },
    components,
    dependencies: [{ ref: MODULE, dependsOn: programs }, ...dependencies],
    compositions: [{
      aggregate: "incomplete",
      assemblies: dependencies.map(({ ref }) => ref).filter((ref) => ref.startsWith("runtime:")),
    }],
  };
  const serialNumber = `urn:uuid:${uuid(JSON.stringify(bill))}`;
  await Deno.writeTextFile(sbomPath(), `${JSON.stringify({ serialNumber, ...bill }, null, 2)}\n`);
  return sbomPath();
}

function licences(expression: string): object[] {
  if (expression === "NOASSERTION") return [{ license: { name: expression } }];
  return [{ expression }];
}

/** The digests of packages, by `kind:name`. */
async function libraryDigests(): Promise<Map<string, { alg: string; content: string }>> {
  const digests = new Map<string, { alg: string; content: string }>();
  for (const [key, content] of await jsrDigests(VENDOR)) {
    digests.set(`jsr:${key.replace(/@[^@]*$/, "")}`, { alg: "SHA-256", content });
  }
  const lock = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.lock")));
  const add = (key: string, integrity: string) => {
    const content = Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex");
    digests.set(key, { alg: "SHA-512", content });
  };
  for (const [key, { integrity }] of Object.entries<{ integrity: string }>(lock.npm)) {
    add(`npm:${key.replace(/(?<=.)@.*/, "")}`, integrity);
  }
  for (const { name, integrity } of BUNDLER_TARBALLS) add(`build:${name}`, integrity);
  return digests;
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

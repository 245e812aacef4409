import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { binaryPath } from "../build.ts";
import { INTEGRITY } from "../pins.ts";
import type { SetUp } from "../setup.ts";
import { fileHash } from "../shared/files.ts";
import {
  type Architecture,
  DIST,
  MODULE,
  PACKAGE,
  projectVersion,
  ROOT,
  VENDOR,
} from "../shared/project.ts";
import { sourceTime } from "./archive.ts";
import { type Component, readComponents, readCrates } from "./licences.ts";
import { publisher } from "./recipe.ts";

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
  const { origin } = [...ready.values()][0]!;
  const describe = async (it: Component, suffix = "") => ({
    type: { runtime: "framework", build: "application" }[it.kind as string] ?? "library",
    "bom-ref": `${it.kind}:${it.name}${suffix}@${it.version}`,
    name: it.name,
    ...it.version && { version: it.version },
    ...it.description && { description: it.description },
    scope: it.kind === "build" ? "excluded" : "required",
    ...await digest(it, origin),
    licenses: licences(it.licence),
    ...it.copyright && { copyright: `Copyright ${it.copyright}` },
    ...it.version &&
      { purl: `${it.purl || `pkg:generic/${it.name.replace("@", "%40")}@`}${it.version}` },
    ...it.kind === "jsr" && { properties: [{ name: "origin", value: origin }] },
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
  const [runtimeRow, ...rest] = readComponents() as [Component, ...Component[]];
  const libraries = await Promise.all(rest.map((it) => describe(it)));
  const refs = (...kinds: string[]) =>
    libraries.map((it) => it["bom-ref"]).filter((ref) => kinds.includes(ref.replace(/:.*/, "")));
  const components: object[] = [...libraries, ...crates];
  const dependencies: { ref: string; dependsOn: string[] }[] = [];
  for (const [architecture, { denort }] of ready) {
    const runtime = {
      ...await describe(runtimeRow, `-${architecture}`),
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
          { type: "application", name: `${PACKAGE}: tools/package/sbom.ts`, version },
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

/** Finds the digest of a package, as `hashes`. */
async function digest({ kind, name, version }: Component, origin: SetUp["origin"]) {
  const hash = (alg: string, content: string) => ({ hashes: [{ alg, content }] });
  const sri = (integrity: string) =>
    hash("SHA-512", Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex"));
  const lock = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.lock")));
  if (kind === "npm") return sri(lock.npm[`${name}@${version}`].integrity);
  if (kind === "build") return sri(INTEGRITY[`${name}@${version}`]!);
  if (kind !== "jsr") return {};
  if (origin === "JSR") return hash("SHA-256", lock.jsr[`${name}@${version}`].integrity);
  return hash("SHA-256", await fileHash(descriptionPath(name, version)));
}

/** JSR's description of a package has the digests of its files, so that its own covers them all. */
export function descriptionPath(name: string, version: string): string {
  return join(VENDOR, "jsr.io", name, `${version}_meta.json`);
}

/** The same content gets the same number, in the form of a UUID of version 8. */
function uuid(content: string): string {
  return createHash("sha256").update(content).digest("hex")
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-8$3-8$4-$5");
}

import { join } from "node:path";
import { STAND_INS, STAND_INS_TARBALL } from "../pins.ts";
import type { Vendored } from "../setup/vendor.ts";
import { VENDOR } from "../shared/layout.ts";
import { type Component, integrityHash, licence, npmUrl } from "./components.ts";
import { fileHash } from "./file_hash.ts";

/** Where a package of JSR came from if not from there. */
const NOTES = `JSR did not answer where this was made. The package is a stand-in: the published \
module, compiled to JavaScript, as an npm package carries it, with imports changed back. The carrier \
is declared Apache-2.0; its LICENSE file says otherwise of its own files, and that components of \
others keep their licence. Nothing of the carrier itself is used.`;

/**
 * Describes the packages of JSR that are vendored. The digest of each is that of the file in which
 * JSR lists the digests of the package's files.
 *
 * @param origin where they came from
 * @returns one component for each
 */
export async function jsrComponents(origin: Vendored["origin"]): Promise<Component[]> {
  const components: Component[] = [];
  for (const description of descriptions(VENDOR)) {
    const [, name, version] = /(@[^/]+\/[^/]+)\/(.+)_meta\.json$/.exec(description)!;
    components.push({
      type: "library",
      "bom-ref": `jsr:${name}@${version}`,
      name: name!,
      version: version!,
      scope: "required",
      hashes: [await fileHash(description)],
      // Both scopes say so in every module or in their repository.
      licenses: licence("MIT"),
      purl: `pkg:generic/${name!.replace("@", "%40")}@${version}`,
      ...(origin === "stand-ins"
        ? { pedigree: { ancestors: [carrier(name!, version!)], notes: NOTES } }
        : {}),
    });
  }
  return components.sort((a, b) => a["bom-ref"] < b["bom-ref"] ? -1 : 1);
}

function carrier(name: string, version: string): Component {
  const { name: npm, version: npmVersion, integrity } = STAND_INS_TARBALL;
  const carriedAs = STAND_INS.find((it) => it.name === name)?.carriedAs ?? name;
  return {
    type: "library",
    "bom-ref": `jsr:${name}@${version}/carrier`,
    name: npm,
    version: npmVersion,
    hashes: [integrityHash(integrity)],
    licenses: [{ license: { name: "declared Apache-2.0" } }],
    purl: npmUrl(npm, npmVersion),
    properties: [{ name: "carriedAs", value: carriedAs }],
  };
}

function* descriptions(directory: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(directory)) {
    const path = join(directory, name);
    if (isDirectory) yield* descriptions(path);
    else if (name.endsWith("_meta.json")) yield path;
  }
}

import { DENO_VERSION, RUNTIME_CARRIERS } from "../pins.ts";
import type { Runtime } from "../setup/denort.ts";
import { type Architecture, ARCHITECTURES } from "../shared/architecture.ts";
import { type Component, integrityHash, licence, npmUrl } from "./components.ts";
import { fileHash } from "./file_hash.ts";

/**
 * Describes the runtimes that the programs are put behind.
 *
 * @param runtimes the runtime for each architecture
 * @returns one component for each, with what is known to be inside
 */
export async function runtimeComponents(
  runtimes: ReadonlyMap<Architecture, Runtime>,
): Promise<Component[]> {
  const components: Component[] = [];
  for (const architecture of ARCHITECTURES) {
    const runtime = runtimes.get(architecture);
    if (runtime) components.push(await describe(architecture, runtime));
  }
  return components;
}

/**
 * Tells how a program's runtime is referred to.
 *
 * @param architecture what it is for
 * @returns the reference
 */
export function runtimeRef(architecture: Architecture): string {
  return `denort-${architecture}`;
}

async function describe(architecture: Architecture, { path, origin }: Runtime): Promise<Component> {
  const ref = runtimeRef(architecture);
  const { v8 } = Deno.version;
  return {
    type: "framework",
    "bom-ref": ref,
    name: `denort for ${architecture}`,
    version: DENO_VERSION,
    description: "Deno's runtime for compiled programs, unchanged at the front of the program",
    scope: "required",
    hashes: [await fileHash(path)],
    licenses: licence("MIT"),
    purl: `pkg:github/denoland/deno@v${DENO_VERSION}`,
    pedigree: {
      ...(origin.includes("npm") ? { ancestors: [carrier(architecture)] } : {}),
      notes:
        `How it came here: ${origin}. What Deno links besides V8 is listed in its own sources.`,
    },
    components: [{
      type: "library",
      "bom-ref": `${ref}/v8`,
      name: "v8",
      version: v8,
      scope: "required",
      licenses: licence("BSD-3-Clause"),
      purl: `pkg:github/v8/v8@${v8.replace(/-.*/, "")}`,
    }],
  };
}

/** The program whose front is the runtime; its own code is cut off. */
function carrier(architecture: Architecture): Component {
  const { name, version, integrity } = RUNTIME_CARRIERS[architecture];
  return {
    type: "application",
    "bom-ref": `${runtimeRef(architecture)}/carrier`,
    name,
    version,
    hashes: [integrityHash(integrity)],
    licenses: licence("MIT"),
    purl: npmUrl(name, version),
  };
}

import { join } from "node:path";
import { binaryPath } from "../build/binary.ts";
import type { Runtime } from "../setup/denort.ts";
import type { Vendored } from "../setup/vendor.ts";
import type { Architecture } from "../shared/architecture.ts";
import { fingerprint } from "../shared/fingerprint.ts";
import { DIST } from "../shared/layout.ts";
import { MODULE, PACKAGE, projectVersion } from "../shared/project.ts";
import { type Component, licence } from "./components.ts";
import { fileHash } from "./file_hash.ts";
import { jsrComponents } from "./jsr_components.ts";
import { npmComponents } from "./npm_components.ts";
import { runtimeComponents, runtimeRef } from "./runtime_components.ts";

/** What a bill is about. */
export interface Subject {
  /** The runtime of each program. */
  readonly runtimes: ReadonlyMap<Architecture, Runtime>;
  /** Where the packages of JSR came from. */
  readonly origin: Vendored["origin"];
  /** When, in seconds since 1970. */
  readonly time: number;
}

/**
 * Names the file that a bill of materials is written to.
 *
 * @returns its path
 */
export function billPath(): string {
  return join(DIST, `${PACKAGE}-${projectVersion()}.cdx.json`);
}

/**
 * Lists everything that is in the programs or was used to make them, as CycloneDX 1.6.
 *
 * @param subject the programs, which are built already
 * @returns the bill, as an object
 */
export async function bill(subject: Subject) {
  const { runtimes, origin, time } = subject;
  const runtimeParts = await runtimeComponents(runtimes);
  const jsr = await jsrComponents(origin);
  const programs = await Promise.all([...runtimes.keys()].map(program));
  const components = [...programs, ...runtimeParts, ...jsr, ...await npmComponents()];
  const root = `${MODULE}@${projectVersion()}`;
  const inside = jsr.map((it) => it["bom-ref"]);
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuid(JSON.stringify(components))}`,
    version: 1,
    metadata: {
      timestamp: new Date(time * 1000).toISOString().replace(/\.\d+/, ""),
      component: {
        type: "application",
        "bom-ref": root,
        name: MODULE,
        version: projectVersion(),
        licenses: licence("Apache-2.0"),
      },
    },
    components,
    dependencies: [
      { ref: root, dependsOn: programs.map((it) => it["bom-ref"]) },
      ...[...runtimes.keys()].map((architecture) => ({
        ref: programRef(architecture),
        dependsOn: [runtimeRef(architecture), ...inside],
      })),
    ],
    // Deno is made of some hundreds of crates; they are not listed here.
    compositions: [
      { aggregate: "incomplete", assemblies: runtimeParts.map((it) => it["bom-ref"]) },
    ],
  };
}

async function program(architecture: Architecture): Promise<Component> {
  return {
    type: "file",
    "bom-ref": programRef(architecture),
    name: `${MODULE}-${architecture}`,
    version: projectVersion(),
    scope: "required",
    hashes: [await fileHash(binaryPath(architecture))],
    licenses: licence("Apache-2.0 AND MIT AND BSD-3-Clause"),
  };
}

function programRef(architecture: Architecture): string {
  return `program-${architecture}`;
}

/** The same content gets the same number, in the form of a UUID of version 8. */
function uuid(content: string): string {
  const digits = fingerprint(content);
  const [a, b, c, d, e] = [[0, 8], [8, 12], [13, 16], [17, 20], [20, 32]].map(([from, to]) =>
    digits.slice(from, to)
  );
  return `${a}-${b}-8${c}-8${d}-${e}`;
}

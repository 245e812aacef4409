import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { tempDirectory } from "../../support/temp_directory.ts";
import { packagingTest } from "../support/needs.ts";
import { run } from "../support/run.ts";
import { binaryPath } from "../../../tools/build.ts";
import { readComponents, readCrates } from "../../../tools/package/licences.ts";
import { RUNTIMES } from "../../../tools/pins.ts";
import { jsrDigests, sbomPath } from "../../../tools/release/sbom.ts";
import { fileHash } from "../../../tools/shared/files.ts";
import { ARCHITECTURES, runtimePath, VENDOR } from "../../../tools/shared/project.ts";

const NEEDS = { files: [sbomPath()] };

/** A component as a release lists it. */
interface Listed {
  readonly "bom-ref": string;
  readonly name: string;
  readonly version?: string;
  readonly scope?: string;
  readonly licenses: readonly { expression?: string; license?: { name: string } }[];
  readonly hashes?: readonly { readonly content: string }[];
}

function read() {
  const bill = JSON.parse(Deno.readTextFileSync(sbomPath()));
  const components: readonly Listed[] = bill.components;
  return { bill, components, byRef: new Map(components.map((it) => [it["bom-ref"], it])) };
}

packagingTest("the bill of materials is valid by the schema of CycloneDX 1.6", {
  ...NEEDS,
  programs: ["node", "npm"],
}, async () => {
  await using directory = await tempDirectory();
  const packages = [
    "@cyclonedx/cyclonedx-library@10.3.0",
    "ajv@8.20.0",
    "ajv-formats@3.0.1",
    "ajv-formats-draft2019@1.6.1",
  ];
  const options = { cwd: directory.path };
  await run(["npm", "install", "--silent", "--prefix", directory.path, ...packages], options);
  const check = `
    const { Validation, Spec } = require("@cyclonedx/cyclonedx-library");
    const { JsonStrictValidator } = Validation;
    new JsonStrictValidator(Spec.Version.v1dot6)
      .validate(require("fs").readFileSync(process.argv[2], "utf8"))
      .then((error) => console.log(error === null ? "valid" : JSON.stringify(error)));`;
  const script = join(directory.path, "check.cjs");
  await Deno.writeTextFile(script, check);
  strictEqual((await run(["node", script, sbomPath()], options)).trim(), "valid");
});

packagingTest(
  "the bill of materials says who made it of what, and refers to what it has",
  NEEDS,
  () => {
    const { bill, byRef, components } = read();
    match(bill.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-/);
    match(bill.metadata.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    ok(bill.metadata.supplier.name);
    ok(bill.metadata.tools.components.some(({ name }: Listed) => name === "deno"));
    strictEqual(byRef.size, components.length);
    for (const { ref, dependsOn } of bill.dependencies) {
      for (const it of [ref, ...dependsOn]) {
        ok(byRef.has(it) || it === bill.metadata.component["bom-ref"], it);
      }
    }
  },
);

packagingTest("the bill of materials has every row of the tables", NEEDS, () => {
  const { components } = read();
  const linked = (evidence: string) => evidence === "linked" ? "required" : "optional";
  const rows = [
    ...readCrates().map((it) => ({ ...it, scope: linked(it.evidence) })),
    ...readComponents().map((it) => ({
      ...it,
      scope: it.kind === "build" ? "excluded" : "required",
    })),
  ];
  for (const { name, version, licence, scope } of rows) {
    const found = components.find((it) => it.name === name && (it.version ?? "") === version);
    const { expression, license } = found!.licenses[0]!;
    deepStrictEqual([expression ?? license!.name, found!.scope], [licence, scope], name);
  }
});

packagingTest(
  "the bill of materials has the digests of the files that are there",
  NEEDS,
  async () => {
    const { components } = read();
    const digestOf = (ref: string) =>
      components.find((it) => it["bom-ref"].startsWith(ref))?.hashes?.[0]?.content;
    for (const architecture of ARCHITECTURES) {
      strictEqual(digestOf(`program-${architecture}`), await fileHash(binaryPath(architecture)));
      strictEqual(digestOf(`runtime:denort-${architecture}`), RUNTIMES[architecture].sha256);
    }
    for (const [key, digest] of await jsrDigests(VENDOR)) {
      strictEqual(
        digestOf(`jsr:${key}`),
        digest,
      );
    }
    for (const { name, hashes } of components.filter((it) => /^(npm|build):/.test(it["bom-ref"]))) {
      match(hashes?.[0]?.content ?? "", /^[0-9a-f]{128}$/, name);
    }
  },
);

for (const architecture of ARCHITECTURES) {
  const runtime = runtimePath(architecture);

  packagingTest(`the program for ${architecture} begins with the pinned runtime, unchanged`, {
    files: [runtime, binaryPath(architecture)],
  }, async () => {
    strictEqual(await fileHash(runtime), RUNTIMES[architecture].sha256);
    const { size } = await Deno.stat(runtime);
    const begin = `head -c ${size} "$1" | sha256sum`;
    const digest = await run(["sh", "-c", begin, "sh", binaryPath(architecture)]);
    strictEqual(digest.slice(0, 64), RUNTIMES[architecture].sha256);
  });
}

import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { packagingTest } from "../support/needs.ts";
import { run } from "../support/run.ts";
import { binaryPath } from "../../../tools/build.ts";
import { type Component, licenceOf, readCrates } from "../../../tools/package/licences.ts";
import { RUNTIMES } from "../../../tools/pins.ts";
import { jsrDigests } from "../../../tools/release/sbom.ts";
import { sbomPath } from "../../../tools/release/sbom.ts";
import { fileHash } from "../../../tools/shared/files.ts";
import { ARCHITECTURES, runtimePath, VENDOR } from "../../../tools/shared/project.ts";

const NEEDS = { files: [sbomPath()] };
const DIGITS: Readonly<Record<string, number>> = { "SHA-256": 64, "SHA-512": 128 };

/** A component as a release lists it. */
interface Listed extends Component {
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

function read() {
  const text = Deno.readTextFileSync(sbomPath());
  const bill = JSON.parse(text);
  const components: readonly Listed[] = bill.components;
  const byRef = new Map(components.map((it) => [it["bom-ref"], it]));
  return { text, bill, byRef, components };
}

packagingTest("the bill of materials has no placeholders left", NEEDS, () => {
  const { text, bill, byRef, components } = read();
  const placeholder = /"@(?!(std|cliffy|esbuild)\/)[^"]*"|@(uuid|deno|v8|esbuild)"/;
  strictEqual(placeholder.exec(text), null);
  match(
    bill.serialNumber,
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  match(bill.metadata.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  strictEqual(byRef.size, components.length);
  for (const { ref, dependsOn } of bill.dependencies) {
    for (const it of [ref, ...dependsOn]) {
      ok(byRef.has(it) || it === bill.metadata.component["bom-ref"], it);
    }
  }
  for (const { name, hashes = [] } of components) {
    for (const { alg, content } of hashes) {
      match(content, new RegExp(`^[0-9a-f]{${DIGITS[alg]}}$`), name);
    }
  }
});

packagingTest("the bill of materials has every crate, with its licence", NEEDS, () => {
  const { byRef } = read();
  for (const { name, version, licence } of readCrates()) {
    strictEqual(licenceOf(byRef.get(`crate:${name}@${version}`)!), licence);
  }
});

packagingTest(
  "the bill of materials has the digests of the files that are there",
  NEEDS,
  async () => {
    const { byRef } = read();
    const digestOf = (ref: string) => byRef.get(ref)?.hashes?.[0]?.content;
    for (const architecture of ARCHITECTURES) {
      strictEqual(digestOf(`program-${architecture}`), await fileHash(binaryPath(architecture)));
      strictEqual(digestOf(`denort-${architecture}`), await fileHash(runtimePath(architecture)));
    }
    for (const [key, digest] of await jsrDigests(VENDOR)) {
      strictEqual(digestOf(`jsr:${key}`), digest);
    }
  },
);

for (const architecture of ARCHITECTURES) {
  const runtime = runtimePath(architecture);

  packagingTest(`the list of crates has all that the runtime for ${architecture} names`, {
    files: [runtime],
    programs: ["strings"],
  }, async () => {
    const names =
      'strings -n 8 "$1" | grep -oE "/index\\.crates\\.io-[0-9a-f]+/[A-Za-z0-9_.+-]+" | sort -u';
    const lines = (await run(["sh", "-c", names, "sh", runtime])).trim().split("\n");
    const found = lines.map((line) => line.replace(/.*\//, ""));
    const linked = readCrates().filter(({ evidence }) => evidence === "linked")
      .map(({ name, version }) => `${name}-${version}`);
    ok(found.length > 200);
    deepStrictEqual(found.filter((it) => !linked.includes(it)), []);
  });

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

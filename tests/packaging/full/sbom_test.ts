import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { binaryPath } from "../../../tools/build/binary.ts";
import { billPath } from "../../../tools/release/bill.ts";
import type { Component } from "../../../tools/release/components.ts";
import { ARCHITECTURES } from "../../../tools/shared/architecture.ts";
import { ROOT, VENDOR } from "../../../tools/shared/layout.ts";
import { packagingTest } from "../support/obstacle.ts";
import { run, sha256 } from "../support/run.ts";

const NEEDS = { files: [billPath()] };
const DIGITS: Readonly<Record<string, number>> = { "SHA-256": 64, "SHA-512": 128 };

function read() {
  const bill = JSON.parse(Deno.readTextFileSync(billPath()));
  const byRef = new Map<string, Component>(
    bill.components.map((it: Component) => [it["bom-ref"], it]),
  );
  return { bill, byRef, components: bill.components as Component[] };
}

packagingTest("the bill of materials has the form of CycloneDX 1.6", NEEDS, async () => {
  const { bill, components } = read();
  strictEqual(bill.bomFormat, "CycloneDX");
  strictEqual(bill.specVersion, "1.6");
  strictEqual(bill.version, 1);
  const uuid = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
  match(bill.serialNumber, uuid);
  match(bill.metadata.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const refs = components.map((it) => it["bom-ref"]);
  strictEqual(new Set(refs).size, refs.length);
  const known = new Set([...refs, bill.metadata.component["bom-ref"]]);
  for (const { ref, dependsOn } of bill.dependencies) {
    for (const it of [ref, ...dependsOn]) ok(known.has(it), it);
  }
  await Promise.resolve();
});

packagingTest(
  "the bill of materials names version, licence and digest of everything",
  NEEDS,
  async () => {
    for (const { name, version, licenses, hashes = [] } of read().components) {
      ok(version, name);
      ok(licenses && licenses.length > 0, name);
      ok(hashes.length > 0, name);
      for (const { alg, content } of hashes) {
        match(content, new RegExp(`^[0-9a-f]{${DIGITS[alg]}}$`), name);
      }
    }
    await Promise.resolve();
  },
);

packagingTest(
  "the bill of materials has the digests of the files that are there",
  NEEDS,
  async () => {
    const { byRef, components } = read();
    for (const architecture of ARCHITECTURES) {
      const [program, runtime] = [`program-${architecture}`, `denort-${architecture}`];
      strictEqual(byRef.get(program)!.hashes![0]!.content, await sha256(binaryPath(architecture)));
      const stored = `.denort/${Deno.version.deno}-${architecture}/denort`;
      strictEqual(byRef.get(runtime)!.hashes![0]!.content, await sha256(join(ROOT, stored)));
    }
    const jsr = components.filter((it) => it["bom-ref"].startsWith("jsr:"));
    const vendored = await run(["find", VENDOR, "-name", "*_meta.json"]);
    strictEqual(jsr.length, vendored.trim().split("\n").length);
    for (const { name, version, hashes } of jsr) {
      const [path] = vendored.split("\n").filter((it) =>
        it.endsWith(`${name}/${version}_meta.json`)
      );
      strictEqual(hashes![0]!.content, await sha256(path!));
    }
  },
);

packagingTest(
  "the bill of materials has everything of the lock file, as it is there",
  NEEDS,
  async () => {
    const { byRef } = read();
    const { npm } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.lock")));
    for (const [key, { integrity }] of Object.entries<{ integrity: string }>(npm)) {
      const component = byRef.get(`npm:${key.replace(/_.*/, "")}`)!;
      const digest = Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex");
      deepStrictEqual(component.hashes, [{ alg: "SHA-512", content: digest }], key);
      strictEqual(component.scope, "excluded");
    }
  },
);

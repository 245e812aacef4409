import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";

for (const name of ["schema.json", "schema-storage.json"]) {
  const sidecar = JSON.parse(
    Deno.readTextFileSync(new URL(`../../../${name}`, import.meta.url)),
  );

  Deno.test(`${name} holds what osbuild reads, and nothing that makes osbuild refuse it`, () => {
    deepStrictEqual(Object.keys(sidecar), ["summary", "description", "schema"]);
    strictEqual(typeof sidecar.summary, "string");
    ok(sidecar.description.every((line: unknown) => typeof line === "string"));
  });

  Deno.test(`${name} leaves room for osbuild's own properties at its top`, () => {
    strictEqual(sidecar.schema.additionalProperties, true);
  });
}

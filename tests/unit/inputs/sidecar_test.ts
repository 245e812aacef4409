import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";

const sidecar = JSON.parse(
  Deno.readTextFileSync(new URL("../../../schema.json", import.meta.url)),
);

Deno.test("schema.json holds what osbuild reads, and nothing that makes osbuild refuse it", () => {
  deepStrictEqual(Object.keys(sidecar), ["summary", "description", "schema"]);
  strictEqual(typeof sidecar.summary, "string");
  ok(sidecar.description.every((line: unknown) => typeof line === "string"));
});

Deno.test("schema.json leaves room for osbuild's own properties at its top", () => {
  strictEqual(sidecar.schema.additionalProperties, true);
});

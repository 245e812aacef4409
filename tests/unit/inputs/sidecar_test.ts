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
}

Deno.test("schema-storage.json states its only form at the top, as osbuild's own does", () => {
  const { schema } = JSON.parse(
    Deno.readTextFileSync(new URL("../../../schema-storage.json", import.meta.url)),
  );
  deepStrictEqual([schema.oneOf, schema.additionalProperties], [undefined, false]);
  deepStrictEqual(Object.keys(schema.properties), schema.required);
});

Deno.test("the sidecars use no keyword of JSON schemas that InputSchema does not report", () => {
  const keywords = ["type", "enum", "required", "minItems", "minProperties"];
  const structure = ["$ref", "oneOf", "definitions", "properties", "additionalProperties", "items"];
  const names = ["origin", "references", "id", "name", "options", "image", "images", "image-list"];
  const known = [...keywords, ...structure, ...names, "description"];
  for (const path of ["schema.json", "schema-storage.json"]) {
    const sidecar = Deno.readTextFileSync(new URL(`../../../${path}`, import.meta.url));
    const found: string[] = [];
    JSON.parse(sidecar, (key, value) => {
      if (!/^(\d*|summary|schema|(source|pipeline)-(object|array)-ref)$/.test(key)) found.push(key);
      return value;
    });
    deepStrictEqual(found.filter((key) => !known.includes(key)), [], path);
  }
});

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

Deno.test("the sidecars use no keyword of JSON schemas that validate does not check", () => {
  const known = "$ref type enum oneOf required properties additionalProperties items minItems " +
    "minProperties definitions description";
  const keywordsIn = (schema: unknown): string[] => {
    if (typeof schema !== "object" || schema === null) return [];
    const { definitions = {}, properties = {}, oneOf = [], ...rest } = schema as Record<
      string,
      object
    >;
    const parts = [definitions, properties, oneOf].flatMap(Object.values);
    return [
      ...Object.keys(rest),
      ...[...parts, rest.items, rest.additionalProperties].flatMap(keywordsIn),
    ];
  };
  for (const name of ["schema.json", "schema-storage.json"]) {
    const { schema } = JSON.parse(
      Deno.readTextFileSync(new URL(`../../../${name}`, import.meta.url)),
    );
    deepStrictEqual(keywordsIn(schema).filter((it) => !known.split(" ").includes(it)), []);
  }
});

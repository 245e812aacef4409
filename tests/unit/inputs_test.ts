import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { containers } from "../../lib/inputs/containers/containers.ts";
import { InputSchema } from "../../lib/inputs/schema.ts";
import { containersStorage } from "../../lib/inputs/storage/storage.ts";

const KEYWORDS = ["type", "enum", "required", "minItems", "minProperties"];
const STRUCTURE = ["$ref", "oneOf", "definitions", "properties", "additionalProperties", "items"];
const NAMES = ["origin", "references", "id", "name", "options", "image", "images", "image-list"];
const KNOWN = [...KEYWORDS, ...STRUCTURE, ...NAMES, "description"];

for (const input of [containers, containersStorage]) {
  const file = input === containers ? "schema.json" : "schema-storage.json";
  const text = Deno.readTextFileSync(new URL(`../../${file}`, import.meta.url));

  Deno.test(`${file} holds what osbuild reads, and no keyword that InputSchema does not report`, () => {
    const found: string[] = [];
    const { summary, description, schema, ...more } = JSON.parse(text, (key, value) => {
      if (!/^(\d*|summary|schema|(source|pipeline)-(object|array)-ref)$/.test(key)) found.push(key);
      return value;
    });
    deepStrictEqual(found.filter((key) => !KNOWN.includes(key)), []);
    deepStrictEqual(more, {});
    strictEqual(typeof summary, "string");
    ok(description.every((line: unknown) => typeof line === "string"));
    if (input === containers) return;
    // Its only form is at the top, as in osbuild's own.
    deepStrictEqual([schema.oneOf, schema.additionalProperties], [undefined, false]);
    deepStrictEqual(Object.keys(schema.properties), schema.required);
  });

  Deno.test(`${file} has the origins that requests may have, and allows what isNamed() takes`, () => {
    const schema = new InputSchema(JSON.parse(text).schema);
    deepStrictEqual(schema.origins, input.origins);
    strictEqual(schema.checkOptions({ name: "" }), undefined);
  });
}

import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { containers } from "../../lib/inputs/containers/containers.ts";
import { isNamed } from "../../lib/inputs/request.ts";
import { InputSchema, type Violation } from "../../lib/inputs/schema.ts";
import { containersStorage } from "../../lib/inputs/storage/storage.ts";

const KEYWORDS = ["type", "enum", "required", "minItems", "minProperties"];
const STRUCTURE = ["$ref", "oneOf", "definitions", "properties", "additionalProperties", "items"];
const NAMES = ["origin", "references", "id", "name", "options", "image", "images", "image-list"];
const KNOWN = [...KEYWORDS, ...STRUCTURE, ...NAMES, "description"];

for (
  const [file, input] of [["schema.json", containers], [
    "schema-storage.json",
    containersStorage,
  ]] as const
) {
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

Deno.test("isNamed() takes nothing but a name", () => {
  for (const options of [{ name: 1 }, { name: "x", tag: "y" }, {}, [], null, "x"]) {
    strictEqual(isNamed(options), false);
  }
});

const schema = new InputSchema(JSON.parse(containers.sidecar).schema);

/** An input with references, and what may be changed in it. */
function input(references: unknown, changes = {}) {
  return { type: "org.osbuild.containers", origin: "org.osbuild.source", references, ...changes };
}

/** A violation as path, keyword and what is wanted. */
function brief({ path, keyword, wanted }: Violation): string {
  return `${path.join("|")} ${keyword} ${wanted}`.trim();
}

Deno.test("check() finds each violation, with its path and what is wanted, when there are several", () => {
  const cases: [value: ReturnType<typeof input>, ...violations: string[]][] = [
    [input({ a: { name: "x" } })],
    [input([{ id: "a", options: { name: "x" } }, { id: "b" }])],
    [input({}), "references minProperties"],
    [input([]), "references minItems"],
    [input("x"), "references type object"],
    [input({ a: { name: "x" } }, { type: "other" }), "type enum org.osbuild.containers"],
    [
      input({ "a/b~c#%23 ä": {}, __proto__: null, d: { name: 1, e: 2 } }),
      "references|a/b~c#%23 ä required name",
      "references|d|name type string",
      "references|d|e false",
    ],
    [
      input([{ options: null }]),
      "references|0 required id",
      "references|0|options type object",
    ],
  ];
  for (const [value, ...expected] of cases) {
    deepStrictEqual(schema.check(value).map(brief), expected);
  }
  const { origin: _, ...rest } = input({ a: { name: "x" } });
  deepStrictEqual(schema.check(rest).map(brief), ["required origin"]);
});

Deno.test("checkOptions() finds the first violation of a reference's options", () => {
  const cases: [options: string, violation?: string][] = [
    ['{"name":"x"}'],
    ["{}", "required name"],
    ["[]", "type object"],
    ['{"name":"x","\\ud800":1}', "type an object whose keys are UTF-8"],
    ['{"name":"x","__proto__":1}', "__proto__ false"],
  ];
  for (const [options, expected] of cases) {
    const violation = schema.checkOptions(JSON.parse(options));
    strictEqual(violation && brief(violation), expected);
  }
});

import { deepStrictEqual } from "node:assert/strict";
import { InputSchema } from "../../../lib/inputs/schema.ts";
import { containers } from "../../../lib/inputs/containers/containers.ts";
import { isNamed } from "../../../lib/inputs/request.ts";
import { containersStorage } from "../../../lib/inputs/storage/storage.ts";
import storageSidecar from "../../../schema-storage.json" with { type: "text" };
import sidecar from "../../../schema.json" with { type: "text" };

const schema = new InputSchema(JSON.parse(sidecar).schema);

/** An input with references, and what may be changed in it. */
function input(references: unknown, changes = {}) {
  return {
    type: "org.osbuild.containers",
    origin: "org.osbuild.source",
    references,
    ...changes,
  };
}

Deno.test("InputSchema has the origins that requests may have, and allows what isNamed() takes", () => {
  const storage = new InputSchema(JSON.parse(storageSidecar).schema);
  for (const [it, { origins }] of [[schema, containers], [storage, containersStorage]] as const) {
    deepStrictEqual(it.origins, origins);
    deepStrictEqual(it.checkOptions({ name: "" }), undefined);
  }
  for (const options of [{ name: 1 }, { name: "x", tag: "y" }, {}, [], null, "x"]) {
    deepStrictEqual(isNamed(options), false);
  }
});

Deno.test("check() finds each violation, with its path and what is wanted, when there are several", () => {
  const cases: [unknown, ...[path: string[], keyword: string, wanted: string][]][] = [
    [input({ a: { name: "x" } })],
    [input([{ id: "a", options: { name: "x" } }, { id: "b" }])],
    [input({}), [["references"], "minProperties", ""]],
    [input([]), [["references"], "minItems", ""]],
    [input("x"), [["references"], "type", "object"]],
    [{ type: "org.osbuild.containers", references: { a: { name: "x" } } }, [
      [],
      "required",
      "origin",
    ]],
    [input({ a: { name: "x" } }, { type: "other" }), [["type"], "enum", "org.osbuild.containers"]],
    [
      input({ "a/b~c#%23 ä": {}, __proto__: null, d: { name: 1, e: 2 } }),
      [["references", "a/b~c#%23 ä"], "required", "name"],
      [["references", "d", "name"], "type", "string"],
      [["references", "d", "e"], "false", ""],
    ],
    [input([{ options: null }]), [["references", "0"], "required", "id"], [
      ["references", "0", "options"],
      "type",
      "object",
    ]],
  ];
  for (const [value, ...expected] of cases) {
    const found = schema.check(value as ReturnType<typeof input>);
    deepStrictEqual(found, expected.map(([path, keyword, wanted]) => ({ path, keyword, wanted })));
  }
});

Deno.test("checkOptions() finds the first violation of a reference's options", () => {
  deepStrictEqual(schema.checkOptions({ name: "x" }), undefined);
  for (
    const [options, expected] of [
      ["{}", { path: [], keyword: "required", wanted: "name" }],
      ["[]", { path: [], keyword: "type", wanted: "object" }],
      ['{"name":"x","\\ud800":1}', {
        path: [],
        keyword: "type",
        wanted: "an object whose keys are UTF-8",
      }],
      ['{"name":"x","__proto__":1}', { path: ["__proto__"], keyword: "false", wanted: "" }],
    ] as const
  ) deepStrictEqual(schema.checkOptions(JSON.parse(options)), expected);
});

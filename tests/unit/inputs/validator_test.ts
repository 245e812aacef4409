import { deepStrictEqual } from "node:assert/strict";
import { checkInput, checkStorageInput } from "../../../lib/inputs/schema/input.ts";
import { checkRefs } from "../../../lib/inputs/schema/refs.ts";
import { checkStorageRefs } from "../../../lib/inputs/schema/storage_refs.ts";

const ORIGINS = ["org.osbuild.source", "org.osbuild.pipeline"];

function input(references: unknown, origin = ORIGINS[0]) {
  return { type: "org.osbuild.containers", origin, references };
}

function storageInput(references: unknown, origin = ORIGINS[0]) {
  return { ...input(references, origin), type: "org.osbuild.containers-storage" };
}

Deno.test("checkRefs() tells the path when a key has characters of JSON pointers", () => {
  deepStrictEqual(checkRefs(ORIGINS[0]!, { "a~/b": {} })?.path, ["a~/b"]);
});

for (const check of [checkRefs, checkStorageRefs]) {
  Deno.test(`${check.name}() refuses anything but an object with references`, () => {
    for (const refs of [undefined, null, "", 0, [], {}]) {
      deepStrictEqual(check(ORIGINS[0]!, refs)?.path, []);
    }
  });
}

Deno.test("checkInput() accepts references as an object or a list", () => {
  for (const origin of ORIGINS) {
    for (
      const references of [
        { a: { name: "x" } },
        [{ id: "a", options: { name: "x" } }],
        [{ id: "a" }],
      ]
    ) {
      deepStrictEqual(checkInput(input(references, origin)), []);
    }
  }
});

Deno.test("checkInput() tells everything that is wrong in the form that was used, and nothing else", () => {
  const found = (value: Record<string, unknown>) =>
    checkInput(value).map(({ path, keyword }) => `${keyword} ${path.join(".")}`);
  for (const origin of ORIGINS) {
    deepStrictEqual(found(input({ a: {}, b: { name: 1 } }, origin)), [
      "required references.a",
      "type references.b.name",
    ]);
    deepStrictEqual(found(input([{ id: 1 }, {}], origin)), [
      "type references.0.id",
      "required references.1",
    ]);
    deepStrictEqual(found(input("x", origin)), ["oneOf references"]);
    deepStrictEqual(found({ ...input({}, origin), more: 1 }), [
      "additionalProperties ",
      "minProperties references",
    ]);
  }
  deepStrictEqual(found(input({ a: { name: "x" } }, "elsewhere")), ["enum origin"]);
});

Deno.test("checkStorageInput() accepts references without names, and refuses other properties", () => {
  const paths = (references: unknown, origin?: string) =>
    checkStorageInput(storageInput(references, origin)).map(({ path }) => path);
  for (const references of [{ a: {} }, { a: { name: "x" } }, [{ id: "a" }]]) {
    deepStrictEqual(paths(references), []);
  }
  deepStrictEqual(paths({ a: {} }, ORIGINS[1]), [["origin"]]);
  deepStrictEqual(paths({}), [["references"]]);
  deepStrictEqual(paths({ a: { tag: "x" } }), [["references", "a"]]);
});

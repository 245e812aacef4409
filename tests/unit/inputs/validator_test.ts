import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { checkInput } from "../../../lib/inputs/schema/input.ts";
import { checkRefs } from "../../../lib/inputs/schema/refs.ts";
import { checkStorageRefs } from "../../../lib/inputs/schema/storage_refs.ts";

const ORIGINS = ["org.osbuild.source", "org.osbuild.pipeline"];

function input(references: unknown, origin = ORIGINS[0]) {
  return { type: "org.osbuild.containers", origin, references };
}

Deno.test("checkRefs() tells the path when a key has characters of JSON pointers", () => {
  deepStrictEqual(checkRefs(ORIGINS[0]!, { "a~/b": {} })?.path, ["a~/b"]);
});

Deno.test("checkRefs() refuses anything but an object with references", () => {
  for (const refs of [undefined, null, "", 0, [], {}]) {
    deepStrictEqual(checkRefs(ORIGINS[0]!, refs)?.path, []);
  }
});

Deno.test("checkInput() accepts references as an object or a list", () => {
  for (const origin of ORIGINS) {
    strictEqual(checkInput(input({ a: { name: "x" } }, origin)), undefined);
    strictEqual(checkInput(input([{ id: "a", options: { name: "x" } }], origin)), undefined);
    strictEqual(checkInput(input([{ id: "a" }], origin)), undefined);
  }
});

Deno.test("checkInput() tells the deepest violation when every branch of the schema fails", () => {
  deepStrictEqual(checkInput(input({ a: {} }))?.path, ["references", "a"]);
  deepStrictEqual(checkInput(input({ a: { name: "x" } }, "elsewhere"))?.path, ["origin"]);
});

const STORAGE = { type: "org.osbuild.containers-storage", origin: ORIGINS[0] };

Deno.test("checkInput() accepts references without names when the type is the storage", () => {
  for (const references of [{ a: {} }, { a: { name: "x" } }, [{ id: "a" }]]) {
    strictEqual(checkInput({ ...STORAGE, references }), undefined);
  }
});

Deno.test("checkInput() refuses what the storage does not have", () => {
  const references = { a: {} };
  deepStrictEqual(checkInput({ ...STORAGE, references, origin: ORIGINS[1] })?.path, ["origin"]);
  deepStrictEqual(checkInput({ ...STORAGE, references: {} })?.path, ["references"]);
  deepStrictEqual(checkInput({ ...STORAGE, references: { a: { tag: "x" } } })?.path, [
    "references",
    "a",
  ]);
});

Deno.test("checkStorageRefs() refuses anything but an object with references", () => {
  for (const refs of [undefined, null, "", 0, [], {}]) {
    deepStrictEqual(checkStorageRefs(ORIGINS[0]!, refs)?.path, []);
  }
});

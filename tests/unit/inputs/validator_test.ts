import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { checkInput } from "../../../lib/inputs/schema/input.ts";
import { checkRefs } from "../../../lib/inputs/schema/refs.ts";

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

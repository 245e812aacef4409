import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { checkInput } from "../../../lib/inputs/schema/input.ts";
import { checkRefs } from "../../../lib/inputs/schema/refs.ts";

const ORIGINS = ["org.osbuild.source", "org.osbuild.pipeline"];

function input(references: unknown, origin = ORIGINS[0]) {
  return { type: "org.osbuild.containers", origin, references };
}

Deno.test("checkRefs() is content when every reference has a name, whatever its key", () => {
  for (const key of ["sha256:0", "", "__proto__", "constructor", "a/b", "\n", "\u{1f600}"]) {
    const refs = JSON.parse(`{${JSON.stringify(key)}: {"name": "x"}}`);
    for (const origin of ORIGINS) strictEqual(checkRefs(origin, refs), undefined, key);
  }
});

Deno.test("checkRefs() tells reference and property when the name is missing", () => {
  for (const key of ["sha256:0", "a~/b", "__proto__"]) {
    const violation = checkRefs(ORIGINS[0]!, JSON.parse(`{${JSON.stringify(key)}: {}}`));
    deepStrictEqual(violation?.path, [key]);
    strictEqual(violation?.keyword, "required");
    deepStrictEqual(violation?.params, { missingProperty: "name" });
  }
});

Deno.test("checkRefs() tells the place when an option is unknown or of the wrong type", () => {
  const unknown = checkRefs(ORIGINS[1]!, { a: { name: "x", size: 1 } });
  deepStrictEqual([unknown?.path, unknown?.params], [["a"], { additionalProperty: "size" }]);
  const wrong = checkRefs(ORIGINS[1]!, { a: { name: 1 } });
  deepStrictEqual([wrong?.path, wrong?.message], [["a", "name"], "must be string"]);
});

Deno.test("checkRefs() takes a prototype's properties for nothing when an own one is missing", () => {
  const refs = JSON.parse('{"a": {"__proto__": {"name": "x"}}}');
  strictEqual(checkRefs(ORIGINS[0]!, refs)?.keyword, "required");
});

Deno.test("checkRefs() refuses anything but an object with references", () => {
  for (const refs of [undefined, null, "", 0, [], {}]) {
    deepStrictEqual(checkRefs(ORIGINS[0]!, refs)?.path, []);
  }
});

Deno.test("checkInput() is content when references come as object or as list", () => {
  for (const origin of ORIGINS) {
    deepStrictEqual(checkInput(input({ a: { name: "x" } }, origin)), []);
    deepStrictEqual(checkInput(input([{ id: "a", options: { name: "x" } }], origin)), []);
    deepStrictEqual(checkInput(input([{ id: "a" }], origin)), []);
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

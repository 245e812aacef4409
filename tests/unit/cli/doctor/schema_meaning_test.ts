import { ok, strictEqual } from "node:assert/strict";
import { meanTheSame } from "../../../../lib/cli/doctor/osbuild.ts";

const write = (schema: unknown) => JSON.stringify({ summary: "x", schema });
const NAME = { type: "object", properties: { name: { type: "string" } } };
const PLAIN = { properties: { refs: { type: "object", additionalProperties: NAME } } };

Deno.test("meanTheSame() ignores descriptions, references, order and equivalent spellings", () => {
  const other = {
    title: "x",
    definitions: { name: { properties: { name: { type: "string" } }, type: "object" } },
    additionalProperties: true,
    type: "object",
    properties: {
      refs: {
        description: "x",
        additionalProperties: false,
        patternProperties: { ".*": { $ref: "#/definitions/name" } },
        type: "object",
      },
    },
  };
  ok(meanTheSame(write(PLAIN), write(other)));
  ok(meanTheSame(write({ oneOf: [PLAIN] }), write(other)));
});

Deno.test("meanTheSame() notices what allows other inputs", () => {
  const others = [
    {},
    { properties: { refs: { type: "array", additionalProperties: NAME } } },
    { ...PLAIN, required: ["refs"] },
    { oneOf: [PLAIN, PLAIN] },
    { oneOf: [PLAIN], required: ["refs"] },
    { ...PLAIN, additionalProperties: false },
    { properties: { refs: { type: "object", patternProperties: { "^a": NAME } } } },
    { properties: { ...PLAIN.properties, description: { type: "string" } } },
  ];
  for (const other of others) strictEqual(meanTheSame(write(PLAIN), write(other)), false);
});

Deno.test("meanTheSame() gives up when a schema refers to itself, or is not JSON", () => {
  const circle = { definitions: { a: { oneOf: [{ $ref: "#/definitions/a" }] } } };
  const used = { ...circle, $ref: "#/definitions/a" };
  strictEqual(meanTheSame(write(used), write(used)), false);
  strictEqual(meanTheSame("x", write(PLAIN)), false);
});

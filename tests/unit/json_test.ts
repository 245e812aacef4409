import { strictEqual, throws } from "node:assert/strict";
import { MAX_MESSAGE_DEPTH } from "../../lib/limits.ts";
import { describe } from "../../lib/json.ts";
import { parseJson } from "../../lib/osbuild/json_bytes.ts";

const encoder = new TextEncoder();
const parse = (text: string) => parseJson(encoder.encode(text), "it");

function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

Deno.test("parseJson() takes the deepest nesting allowed, and no deeper", () => {
  parse(nested(MAX_MESSAGE_DEPTH));
  parse(`[${"[],".repeat(100_000)}1]`);
  for (const depth of [MAX_MESSAGE_DEPTH + 1, 100_000]) {
    throws(() => parse(nested(depth)), /it is nested more than \d+ deep$/);
    throws(() => parse(`{"a": [1, {"b": ${nested(depth)}}]}`), /it is nested more than/);
  }
});

Deno.test("describe() stays short when a value is huge", () => {
  strictEqual(describe("short"), "short");
  strictEqual(describe("x".repeat(201)), "a long string");
  strictEqual(describe([1, 2]), "an array");
  strictEqual(describe({ a: 1 }), "an object");
  strictEqual(describe(null), "nothing");
  strictEqual(describe(1.5), "1.5");
});

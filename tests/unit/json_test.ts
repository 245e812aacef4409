import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { MAX_MESSAGE_DEPTH } from "../../lib/limits.ts";
import { describe, isNothing, isObject, parseJson, writeJson } from "../../lib/json.ts";
import { ProtocolError } from "../../lib/osbuild/protocol_error.ts";

const encoder = new TextEncoder();
const parse = (text: string) => parseJson(encoder.encode(text), "it");

function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

Deno.test("parseJson() reads what writeJson() wrote", () => {
  const value = JSON.parse('{"__proto__": {"a": [1, null, "ä😀\\ud800"]}, "constructor": 1}');
  deepStrictEqual(parseJson(writeJson(value), "it"), value);
});

Deno.test("parseJson() throws when bytes are not UTF-8", () => {
  for (const bytes of [[0xff], [0x22, 0xc3, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22]]) {
    throws(() => parseJson(new Uint8Array(bytes), "it"), new ProtocolError("it is not UTF-8"));
  }
});

Deno.test("parseJson() throws when text is not JSON, a byte order mark included", () => {
  for (const text of ["", " ", "x", "{", "[1,]", "NaN", "'a'", "\ufeff{}"]) {
    throws(() => parse(text), /^ProtocolError: it is not JSON/, text);
  }
});

Deno.test("parseJson() takes the deepest nesting allowed, and no deeper", () => {
  parse(nested(MAX_MESSAGE_DEPTH));
  for (const depth of [MAX_MESSAGE_DEPTH + 1, 100_000]) {
    throws(() => parse(nested(depth)), /^ProtocolError: it is nested more than \d+ deep$/);
    throws(() => parse(`{"a": [1, {"b": ${nested(depth)}}]}`), ProtocolError);
  }
});

Deno.test("parseJson() minds depth, not length", () => {
  parse(`[${"[],".repeat(100_000)}1]`);
});

Deno.test("isNothing() is Python's notion of false", () => {
  for (const value of [undefined, null, false, 0, -0, "", [], {}]) {
    strictEqual(isNothing(value), true);
  }
  for (const value of [true, 1, " ", [0], { a: undefined }, JSON.parse('{"__proto__": 1}')]) {
    strictEqual(isNothing(value), false);
  }
});

Deno.test("isObject() is true for objects alone", () => {
  strictEqual(isObject({}), true);
  for (const value of [undefined, null, [], "", 1, true]) strictEqual(isObject(value), false);
});

Deno.test("describe() stays short when a value is huge", () => {
  strictEqual(describe("short"), "short");
  strictEqual(describe("x".repeat(201)), "a long string");
  strictEqual(describe([1, 2]), "an array");
  strictEqual(describe({ a: 1 }), "an object");
  strictEqual(describe(null), "nothing");
  strictEqual(describe(1.5), "1.5");
});

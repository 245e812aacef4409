import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { harmless, harmlessJson } from "../../../../lib/cli/text/harmless.ts";

Deno.test("harmless() leaves alone what a terminal only shows", () => {
  for (const text of ["", "plain", "ä😀", "日本語", "a\u00a0b", "\\x1b"]) {
    strictEqual(harmless(text), text);
  }
});

Deno.test("harmless() writes escapes for what a terminal acts on", () => {
  strictEqual(harmless("\x1b[31m\x07\x7f\u009b"), "\\x1b[31m\\x07\\x7f\\x9b");
  strictEqual(harmless("a\nb\tc\rd\0"), "a\\nb\\tc\\x0dd\\x00");
  strictEqual(
    harmless("\u202eabc\u2066\u2028\ufeff\u200b"),
    "\\u202eabc\\u2066\\u2028\\ufeff\\u200b",
  );
});

Deno.test("harmless() writes an escape for half a surrogate pair", () => {
  strictEqual(harmless("\ud83d"), "\\ud83d");
  strictEqual(harmless("x\ude00"), "x\\ude00");
});

Deno.test("harmlessJson() writes JSON of the same value without anything a terminal acts on", () => {
  const value = { "\x1b[2J\u202e": ["\u009b\x7f", "\ud83d", "\n", "ä"] };
  const text = harmlessJson(value);
  deepStrictEqual(JSON.parse(text), value);
  ok(!/(?!\n)[\p{Cc}\u202e]/u.test(text), text);
});

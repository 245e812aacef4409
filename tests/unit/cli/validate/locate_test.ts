import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { JsonText } from "../../../../lib/cli/validate/locate.ts";

const at = (line: number, column: number) => ({ line, column });

Deno.test("find() finds members by their keys and elements, however the text is written", () => {
  const json = new JsonText(' { "a/~" : [ 1,\r\n {"b":"x"} ] , "\\u0063":null}');
  const found = [[], ["a/~"], ["a/~", 1], ["a/~", 1, "b"], ["c"], ["d"], ["a/~", 2], ["c", "x"]];
  deepStrictEqual(found.map((it) => json.find(it)), [
    at(1, 2),
    at(1, 4),
    at(2, 2),
    at(2, 3),
    at(2, 16),
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("find() takes the last of repeated keys, as JSON.parse() does", () => {
  deepStrictEqual(new JsonText('{"a":1,"b":2,"\\u0061":3}').find(["a"]), at(1, 14));
});

Deno.test("repeatedKeys() finds which keys come again, even if one is escaped", () => {
  const json = new JsonText('{"x":{"a":1,"b":2,"\\u0061":{"b":3}},"y":[1,1]}');
  deepStrictEqual([["x"], ["x", "a"], [], ["z"]].map((it) => json.repeatedKeys(it)), [
    ["a"],
    [],
    [],
    [],
  ]);
  deepStrictEqual(new JsonText('{"x":{"a":1,"a":1},"x":{"a":1}}').repeatedKeys(["x"]), []);
});

Deno.test("find() finds nothing where a text is nested too deep for its parser, or very long", () => {
  const deep = "[".repeat(200_000) + "]".repeat(200_000);
  for (const text of [`{"x":${deep},"y":1}`, `{"x":"${"a".repeat(9e6)}","y":1}`]) {
    strictEqual(new JsonText(text).find(["y"]), undefined);
  }
  deepStrictEqual(new JsonText(`{"x":"${deep}",\n"y":1}`).find(["y"]), at(2, 1));
  strictEqual(new JsonText("[".repeat(1_000_000)).error, undefined);
});

Deno.test("error is the first place that is wrong", () => {
  const cases: [text: string, line: number, column: number, message: RegExp][] = [
    ["{", 1, 2, /brace expected, not the end of the file/],
    ['{\n"a" 1}', 2, 5, /colon expected, not '1'/],
    ['{"a":1 "b":2}', 1, 8, /comma expected/],
    ["[1,]", 1, 4, /value expected, not '\]'/],
    ["{} x", 1, 4, /not 'x'|invalid symbol/],
    ["[nul]", 1, 2, /invalid symbol/],
    ['["a\nb"]', 1, 2, /unexpected end of string/],
    ['["a\\x"]', 1, 2, /invalid escape character/],
    ["[1, // x\n 2]", 1, 5, /comment/],
    ["[😀]", 1, 2, /invalid symbol|😀/],
    [`"${"a".repeat(5_000_000)}`, 1, 1, /unexpected end of string/],
  ];
  for (const [text, line, column, message] of cases) {
    const { error } = new JsonText(text);
    deepStrictEqual([error?.line, error?.column], [line, column], text.slice(0, 50));
    match(error!.message, message);
  }
});

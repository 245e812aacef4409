import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { writeLine } from "../../../../lib/cli/common/text.ts";
import { JsonText } from "../../../../lib/cli/validate/locate.ts";
import { findingLines } from "../../../../lib/cli/validate/validate.ts";

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

/** The lines that show a place, with its line's number and a caret. */
function show(text: string, needle: string): string[] {
  const offset = text.indexOf(needle);
  const column = offset - text.lastIndexOf("\n", offset);
  const line = text.slice(0, offset).split("\n").length;
  const scene = { pipeline: null, stage: null, input: null, pointer: "" };
  const finding = { file: "f", rule: "schema", message: "m", ...scene, line, column } as const;
  const lines = findingLines("f", finding, 80, text.split(/\r?\n/));
  const [head, ...rest] = lines.map((it) => writeLine(it, false));
  deepStrictEqual(head, `f:${line}:${column}: schema: m\n`);
  return rest;
}

Deno.test("findingLines() shows the line of a place without its indentation, and a caret", () => {
  deepStrictEqual(show('{\n    "a": 1\n}', "1"), ['2 | "a": 1\n', "         ^\n"]);
  deepStrictEqual(show("x", "x"), ["1 | x\n", "    ^\n"]);
  deepStrictEqual(show("a X\r\nb", "X"), ["1 | a X\n", "      ^\n"]);
});

Deno.test("findingLines() puts the caret below the place when characters are wide or escaped", () => {
  deepStrictEqual(show("日\x1b1", "1"), ["1 | 日\\x1b1\n", "          ^\n"]);
});

Deno.test("findingLines() shows what is around the place when the line is long", () => {
  const [line, caret] = show(`${"a".repeat(1e6)}X${"b".repeat(1e6)}`, "X");
  ok(line!.length <= 80, String(line!.length));
  ok(/^1 \| …a+Xb+…\n$/.test(line!));
  deepStrictEqual(caret!.indexOf("^"), line!.indexOf("X"));
});

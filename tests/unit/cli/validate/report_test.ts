import { deepStrictEqual, ok } from "node:assert/strict";
import { writeLine } from "../../../../lib/cli/common/text.ts";
import { findingLines } from "../../../../lib/cli/validate/validate.ts";

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

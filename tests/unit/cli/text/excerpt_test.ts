import { deepStrictEqual, ok } from "node:assert/strict";
import { excerpt } from "../../../../lib/cli/text/excerpt.ts";
import { writeLine } from "../../../../lib/cli/text/line.ts";

function show(text: string, needle: string): string[] {
  const offset = text.indexOf(needle);
  const start = text.lastIndexOf("\n", offset) + 1;
  const line = text.slice(0, offset).split("\n").length;
  return excerpt(text, { offset, line, column: offset - start + 1 }).map((it) =>
    writeLine(it, false)
  );
}

Deno.test("excerpt() shows a line without its indentation, and a caret below the place", () => {
  deepStrictEqual(show('{\n    "a": 1\n}', "1"), ['2 | "a": 1\n', "         ^\n"]);
  deepStrictEqual(show("x", "x"), ["1 | x\n", "    ^\n"]);
});

Deno.test("excerpt() puts the caret below the place when characters are wide or written as escapes", () => {
  deepStrictEqual(show("日\x1b1", "1"), ["1 | 日\\x1b1\n", "          ^\n"]);
});

Deno.test("excerpt() shows the surroundings only when the line is long", () => {
  const [line, caret] = show(`${"a".repeat(1e6)}X${"b".repeat(1e6)}`, "X");
  ok(line!.length < 120, String(line!.length));
  ok(/^1 \| …a+Xb+…\n$/.test(line!));
  deepStrictEqual(caret!.indexOf("^"), line!.indexOf("X"));
});

Deno.test("excerpt() stops at the end of the line, whichever way it is written", () => {
  deepStrictEqual(show("a X\r\nb", "X"), ["1 | a X\n", "      ^\n"]);
});

import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { difference } from "../../../../lib/cli/schema/difference.ts";

Deno.test("difference() finds nothing between equal texts", () => {
  for (const text of ["", "a", "a\nb\n"]) deepStrictEqual(difference(text, text), []);
});

Deno.test("difference() finds each place with the line's number in the second text", () => {
  deepStrictEqual(difference("a\nb\nc\nd", "a\nB\nc\nx\nd"), [
    { line: 2, expected: ["b"], found: ["B"] },
    { line: 4, expected: [], found: ["x"] },
  ]);
  deepStrictEqual(difference("a\nb", ""), [{ line: 1, expected: ["a", "b"], found: [""] }]);
});

Deno.test("difference() turns one text into the other when its changes are made", () => {
  const random = (n: number) => Math.floor(Math.random() * n);
  for (let round = 0; round < 200; round++) {
    const text = () => Array.from({ length: random(12) }, () => "abc"[random(3)]).join("\n");
    const [one, other] = [text(), text()];
    const lines = other.split("\n");
    // From the end, so that the numbers of earlier lines stay right.
    for (const { line, expected, found } of difference(one, other).reverse()) {
      deepStrictEqual(lines.splice(line - 1, found.length, ...expected), found);
    }
    strictEqual(lines.join("\n"), one);
  }
});

Deno.test("difference() takes no time to speak of when texts are huge", () => {
  const text = Array.from({ length: 200_000 }, (_, i) => `line ${i}`).join("\n");
  const start = performance.now();
  strictEqual(difference("a\nb\nc", text).length, 1);
  strictEqual(difference(`a\n${text}`, `b\n${text}\nc`).length, 1);
  ok(performance.now() - start < 5000);
});

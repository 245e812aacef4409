import { match, ok, strictEqual } from "node:assert/strict";
import { findSyntaxProblem } from "../../../../lib/cli/validate/syntax_error.ts";

Deno.test("findSyntaxProblem() finds the first place that is wrong", () => {
  const cases: [text: string, offset: number, message: RegExp][] = [
    ["", 0, /a value was expected, not the end/],
    ["{", 1, /name in double quotes or }/],
    ['{"a" 1}', 5, /colon/],
    ['{"a":1 "b":2}', 7, /comma/],
    ['{"a":1,}', 7, /name in double quotes was/],
    ["[1,]", 3, /a value was expected, not '\]'/],
    ["[1 2]", 3, /comma/],
    ["[1}", 2, /comma/],
    ["{} x", 3, /the end was expected, not 'x'/],
    ["[01]", 2, /comma/],
    ["[nul]", 1, /a value or ]/],
    ['"a\nb"', 2, /line end/],
    ['"a\\x"', 2, /escape/],
    ['["abc', 5, /ends inside a string that begins at character 1/],
    ["'a'", 0, /not '''/],
    ["\ufeff{}", 0, /a value/],
    ["[😀]", 1, /'😀'/],
  ];
  for (const [text, offset, message] of cases) {
    const problem = findSyntaxProblem(text);
    strictEqual(problem?.offset, offset, text);
    match(problem.message, message);
  }
});

Deno.test("findSyntaxProblem() agrees with JSON.parse() about what is JSON", () => {
  const sample = '{"a": [1, -2.5e+3, true, null, "x\\n\\u00e9"], "b": {}}';
  const characters = '{}[],:"\\ 0-+.eatrun\n\x1f';
  for (let round = 0; round < 5000; round++) {
    const at = Math.floor(Math.random() * sample.length);
    const char = characters[Math.floor(Math.random() * characters.length)];
    const text = sample.slice(0, at) + char + sample.slice(at + Math.floor(Math.random() * 2));
    let isJson = true;
    try {
      JSON.parse(text);
    } catch {
      isJson = false;
    }
    strictEqual(findSyntaxProblem(text) === undefined, isJson, text);
  }
});

Deno.test("findSyntaxProblem() copes with strings and nesting of any length", () => {
  strictEqual(findSyntaxProblem(`"${"a".repeat(5_000_000)}`)?.offset, 5_000_001);
  strictEqual(findSyntaxProblem(`"${"\\n".repeat(1_000_000)}"`), undefined);
  ok(findSyntaxProblem("[".repeat(1_000_000))?.offset === 1_000_000);
});

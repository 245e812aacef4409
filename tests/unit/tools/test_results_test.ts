import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import {
  failureLines,
  runSuites,
  suiteLines,
  type TestResult,
  type TestSuite,
} from "../../../tools/test/run_suites.ts";
import { parseTap } from "../../../tools/test/tap.ts";

const REPORT = String.raw`TAP version 14
# ./a_test.ts
ok 1 - a() does <x> \# "y"
not ok 2 - b() fails
  ---
  {"message":"1 !== 2\nat ab","severity":"fail","at":{"file":"./a_test.ts","line":3}}
  ...
ok 3 - c() (skipped: d is not installed) # SKIP
ok 4 - e() # SKIP
# Subtest: steps
    not ok 1 - inner
      ---
      {"message":"not ok 7 - f","severity":"fail","at":{"file":"./a_test.ts","line":5}}
      ...
    1..1
not ok 5 - steps
  ---
  {"message":"1 test step failed.","severity":"fail","at":{"file":"./a_test.ts","line":5}}
  ...
1..5
`;

const PASSED: TestResult = { name: "a() does b", outcome: "passed", detail: "" };
const SKIPPED: TestResult = { ...PASSED, outcome: "skipped", detail: "c is not installed" };
const FAILED: TestResult = { name: "it's d", outcome: "failed", detail: "1 !== 2\n" };

async function ranWith(filter: string, columns?: number): Promise<{ log: string[]; out: string }> {
  const log: string[] = [];
  let out = "";
  const suites = ["one", "two"].map((name): TestSuite => ({
    name,
    run: (inner) => {
      log.push(`${name} "${inner}"`);
      return Promise.resolve([PASSED]);
    },
  }));
  await runSuites(suites, filter, 1, { columns, write: (text) => void (out += text) });
  return { log, out };
}

Deno.test("parseTap() reads how each test ended, and why it failed or was skipped", () => {
  deepStrictEqual(parseTap(REPORT), [
    { name: 'a() does <x> # "y"', outcome: "passed", detail: "" },
    { name: "b() fails", outcome: "failed", detail: "1 !== 2\nat ab" },
    { name: "c()", outcome: "skipped", detail: "d is not installed" },
    { name: "e()", outcome: "skipped", detail: "no reason is given" },
    { name: "steps", outcome: "failed", detail: "not ok 7 - f\n1 test step failed." },
  ]);
});

Deno.test("runSuites() prints one line a suite when the output is no terminal", async () => {
  const line = String.raw`: 1 passed, 0 failed, 0 skipped \(\d+\.\d s\)\n`;
  match((await ranWith("")).out, new RegExp(`^one${line}two${line}$`));
});

Deno.test("runSuites() shows what is running, within a line, when the output is a terminal", async () => {
  const shown = (await ranWith("", 30)).out.split("\r\x1b[K");
  deepStrictEqual(shown.slice(0, 2), ["", "0 of 2 suites done; running o"]);
  match(shown.at(-1)!, /^two: .*\n$/);
});

Deno.test("runSuites() runs a suite whole when the filter is part of its name", async () => {
  deepStrictEqual((await ranWith("tw")).log, ['two ""']);
  deepStrictEqual((await ranWith("other")).log, ['one "other"', 'two "other"']);
});

Deno.test("suiteLines() says why a test was skipped, and nothing of failures but their number", () => {
  deepStrictEqual(suiteLines("a", [PASSED, SKIPPED, FAILED], 4500), [
    "a: 1 passed, 1 failed, 1 skipped (4.5 s)",
    "  skipped a() does b: c is not installed",
  ]);
  deepStrictEqual(suiteLines("a", [], 0), []);
});

Deno.test("failureLines() gives name, reason and a command that a shell understands", () => {
  strictEqual(
    failureLines([PASSED, FAILED], "task test").join("\n"),
    "\nFAILED it's d\n  1 !== 2\n  Run it alone: task test 'it'\\''s d'",
  );
});

import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { parseJunit } from "../../../tools/test/junit.ts";
import type { TestResult, TestSuite } from "../../../tools/test/result.ts";
import { failureLines, runSuites, suiteLines } from "../../../tools/test/run_suites.ts";

const REPORT = `<testsuites><testsuite name="a">
  <testcase name="a() does &lt;x&gt; &amp; &quot;y&quot;" classname="a" line="2" col="6" time="0.250">
  </testcase>
  <testcase name="b() fails" classname="a" line="3" col="6" time="1.000">
    <failure message="Uncaught &lt;skipped">1 !== 2
at &#x61;&#98;</failure>
  </testcase>
  <testcase name="c() (skipped: d is not installed)" classname="a" line="4" col="6" time="0.000">
    <skipped/>
  </testcase>
  <testcase name="e()" classname="./a_test.ts" line="5" col="6" time="0.000">
    <skipped/>
  </testcase>
  <testcase name="left out by the filter" classname="a" line="6" col="6">
    <skipped/>
  </testcase>
</testsuite></testsuites>`;

const PASSED: TestResult = { name: "a() does b", outcome: "passed", detail: "", seconds: 1.5 };
const SKIPPED: TestResult = { ...PASSED, outcome: "skipped", detail: "c is not installed" };
const FAILED: TestResult = { ...PASSED, name: "it's d", outcome: "failed", detail: "1 !== 2\n" };

function suite(name: string, log: string[]): TestSuite {
  return {
    name,
    run: (filter) => {
      log.push(`${name} "${filter}"`);
      return Promise.resolve([{ ...PASSED, name }]);
    },
  };
}

async function ranWith(filter: string, terminal = false): Promise<{ log: string[]; out: string }> {
  const log: string[] = [];
  let out = "";
  const write = (text: string) => void (out += text);
  const suites = ["one", "two"].map((name) => suite(name, log));
  await runSuites(suites, filter, { width: 1, terminal, columns: 30, write });
  return { log, out };
}

Deno.test("parseJunit() reads how each test ended, and why it was skipped", () => {
  deepStrictEqual(parseJunit(REPORT), [
    { name: 'a() does <x> & "y"', outcome: "passed", detail: "", seconds: 0.25 },
    { name: "b() fails", outcome: "failed", detail: "1 !== 2\nat ab", seconds: 1 },
    { name: "c()", outcome: "skipped", detail: "d is not installed", seconds: 0 },
    { name: "e()", outcome: "skipped", detail: "./a_test.ts:5 gives no reason", seconds: 0 },
  ]);
});

Deno.test("parseJunit() finds nothing when the report is empty", () => {
  deepStrictEqual(parseJunit(""), []);
});

Deno.test("runSuites() prints one line a suite when the output is no terminal", async () => {
  const { out } = await ranWith("");
  strictEqual(
    out,
    "one: 1 passed, 0 failed, 0 skipped (1.5 s)\ntwo: 1 passed, 0 failed, 0 skipped (1.5 s)\n",
  );
});

Deno.test("runSuites() shows what is running, within a line, when the output is a terminal", async () => {
  const { out } = await ranWith("", true);
  const shown = out.split("\r\x1b[K");
  deepStrictEqual(shown.slice(0, 2), ["", "0 of 2 suites done; running o"]);
  strictEqual(shown.at(-1), "");
});

Deno.test("runSuites() runs a suite whole when the filter is part of its name", async () => {
  deepStrictEqual((await ranWith("tw")).log, ['two ""']);
  deepStrictEqual((await ranWith("other")).log, ['one "other"', 'two "other"']);
});

Deno.test("suiteLines() says why a test was skipped, and nothing of failures but their number", () => {
  deepStrictEqual(suiteLines("a", [PASSED, SKIPPED, FAILED]), [
    "a: 1 passed, 1 failed, 1 skipped (4.5 s)",
    "  skipped a() does b: c is not installed",
  ]);
  deepStrictEqual(suiteLines("a", []), []);
});

Deno.test("failureLines() gives name, reason and a command that a shell understands", () => {
  deepStrictEqual(failureLines([PASSED, FAILED], "task test"), [
    "",
    "FAILED it's d",
    "  1 !== 2",
    `  Run it alone: task test 'it'\\''s d'`,
  ]);
});

import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { inParallel } from "../../../tools/test/in_parallel.ts";
import { parseJunit } from "../../../tools/test/junit.ts";
import { summary } from "../../../tools/test/print_results.ts";

const REPORT = `<testsuites><testsuite name="a">
  <testcase name="a() does &lt;x&gt; &amp; &quot;y&quot;" classname="a" time="0.250" line="2" col="6">
  </testcase>
  <testcase name="b() fails" classname="a" time="1.000" line="3" col="6">
    <failure message="Uncaught &lt;skipped">1 !== 2
at &#x61;&#98;</failure>
  </testcase>
  <testcase name="c()" classname="a" time="0.000" line="4" col="6">
    <skipped/>
  </testcase>
</testsuite></testsuites>`;

Deno.test("parseJunit() tells how each test ended", () => {
  deepStrictEqual(parseJunit(REPORT), [
    { name: 'a() does <x> & "y"', outcome: "passed", detail: "", seconds: 0.25 },
    { name: "b() fails", outcome: "failed", detail: "1 !== 2\nat ab", seconds: 1 },
    { name: "c()", outcome: "skipped", detail: "not for this machine", seconds: 0 },
  ]);
});

Deno.test("parseJunit() finds nothing when the report is empty", () => {
  deepStrictEqual(parseJunit(""), []);
});

Deno.test("summary() counts every outcome", () => {
  strictEqual(summary(parseJunit(REPORT)), "1 passed, 1 failed, 1 skipped");
  strictEqual(summary([]), "0 passed, 0 failed, 0 skipped");
});

Deno.test("inParallel() does everything once, and so much at a time", async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await inParallel(2, [1, 2, 3, 4, 5], async (item) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    done.push(item);
  });
  deepStrictEqual(done.sort(), [1, 2, 3, 4, 5]);
  strictEqual(most, 2);
});

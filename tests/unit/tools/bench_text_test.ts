import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { COUNTERS } from "../../../tools/bench/counters.ts";
import { parseBenchOptions, runsFor } from "../../../tools/bench/options.ts";
import { gatherPrograms } from "../../../tools/bench/programs.ts";
import { textTable } from "../../../tools/bench/text_table.ts";

const HERE = import.meta.filename!;

function parse(tool: string, text: string): number | undefined {
  return COUNTERS.find((it) => it.tool === tool)!.parse(text);
}

Deno.test("parseBenchOptions() measures four requests when nothing is said", () => {
  const options = parseBenchOptions([]);
  deepStrictEqual(options.refs, [1, 10, 100, 1000]);
  deepStrictEqual(options.refs.map((refs) => runsFor(options, refs)), [20, 20, 20, 5]);
  strictEqual(options.counts, false);
});

Deno.test("parseBenchOptions() does as it is told when much is said", () => {
  const options = parseBenchOptions(["--runs=7", "--refs", "2,500", "--counts", "--also", "old=a"]);
  deepStrictEqual(options.refs.map((refs) => runsFor(options, refs)), [7, 7]);
  deepStrictEqual([...options.also], [["old", "a"]]);
  strictEqual(options.counts, true);
});

Deno.test("parseBenchOptions() throws when it can't use what it gets", () => {
  for (const args of [["--runs=0"], ["--runs=x"], ["--refs=1,,2"], ["--also=path"]]) {
    throws(() => parseBenchOptions(args), RangeError);
  }
  throws(() => parseBenchOptions(["--unknown"]), TypeError);
});

Deno.test("gatherPrograms() says that the original is skipped when nobody names it", () => {
  const paths = { program: HERE, empty: HERE, also: new Map([["old", HERE]]) };
  const { programs, skipped } = gatherPrograms(paths, undefined);
  deepStrictEqual(programs.map(({ id, asked }) => [id, asked]), [
    ["empty", false],
    ["program", true],
    ["old", true],
  ]);
  strictEqual(skipped.length, 1);
  deepStrictEqual(gatherPrograms(paths, HERE).skipped, []);
});

Deno.test("gatherPrograms() throws when a program is missing or its name is taken", () => {
  const paths = { program: HERE, empty: HERE, also: new Map<string, string>() };
  throws(() => gatherPrograms(paths, "/nowhere/original"), /Cannot measure original/);
  const also = new Map([["empty", HERE]]);
  throws(() => gatherPrograms({ ...paths, also }, undefined), /that name is taken/);
});

Deno.test("the counters find their number when a tool has written it", () => {
  strictEqual(parse("valgrind", "==7== Events    : Ir\n==7== Collected : 150758851\n"), 150758851);
  strictEqual(parse("perf", "# started on …\n\n1234567,,instructions:u,100,100.00,,\n"), 1234567);
  const heading = "% time     seconds  usecs/call     calls    errors syscall\n";
  for (
    const total of [
      "100.00    0.027598          46       598        13 total\n",
      "100.00    0.027598          46       598           total\n",
      "100.00    0.027598                   598        13 total\n",
    ]
  ) {
    strictEqual(parse("strace", heading + total), 598);
  }
});

Deno.test("the counters find nothing when a tool does not work here", () => {
  strictEqual(parse("perf", "<not supported>,,instructions:u,0,100.00,,\n"), undefined);
  strictEqual(parse("valgrind", ""), undefined);
});

Deno.test("textTable() aligns words to the left and numbers to the right", () => {
  deepStrictEqual(textTable([["", "ms"], ["a program", "1.5"], ["x", "10.5"]], 1), [
    "             ms",
    "a program   1.5",
    "x          10.5",
  ]);
});

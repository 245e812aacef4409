/**
 * Measures the program against an empty one, compiled alike, and against the original:
 * `deno task bench [--runs N] [--refs 1,10,100,1000] [--counts] [--also NAME=PATH]…`.
 *
 * Each run is a life as osbuild leads it: spawn, map, close, exit. The programs live in turns, so
 * that whatever else the machine does meets all of them, and each figure is a median. Peaks of
 * memory are those that wait4(2) tells. The results go into dist/bench.json, whose fields
 * tools/bench/results.ts describes, and as a table to standard output.
 *
 * @module
 */
import { join } from "node:path";
import { buildEmptyProgram } from "./bench/empty_program.ts";
import { measureAll } from "./bench/measure_all.ts";
import { parseBenchOptions } from "./bench/options.ts";
import { resultLines } from "./bench/print.ts";
import { gatherPrograms } from "./bench/programs.ts";
import { binaryPath } from "./build/binary.ts";
import { ensureDenort } from "./setup/denort.ts";
import { HOST } from "./shared/architecture.ts";
import { DIST } from "./shared/layout.ts";
import { runTool } from "./shared/tool.ts";

await runTool(async () => {
  const options = parseBenchOptions(Deno.args);
  const denort = (await ensureDenort(HOST)).path;
  const program = binaryPath(HOST);
  const empty = await buildEmptyProgram(denort);
  const gathered = gatherPrograms(
    { program, empty, also: options.also },
    Deno.env.get("ORIGINAL"),
  );
  const results = await measureAll(options, gathered, { program, empty, denort });
  await Deno.writeTextFile(join(DIST, "bench.json"), `${JSON.stringify(results, undefined, 2)}\n`);
  for (const line of resultLines(results)) console.log(line);
});

import { join } from "node:path";
import { addModule, compile } from "./build.ts";
import { runPython } from "./python.ts";
import { setUp } from "./setup.ts";
import { withScratch } from "./shared/files.ts";
import { DIST, HOST } from "./shared/project.ts";

/**
 * Measures the program against an empty one, the original and other builds: `deno task bench
 * [--help]`. The measuring is done by tests/bench; here the empty program is compiled, like the real
 * one: what it takes is what the runtime takes for any program.
 */
export async function bench(args: readonly string[]): Promise<void> {
  const { denort } = await setUp();
  const empty = join(DIST, "bench", "empty");
  await withScratch(async (stage) => {
    await addModule(stage, "main.js", "");
    await compile(stage, { architecture: HOST, denort: denort.path }, empty);
  });
  Deno.exitCode = await runPython("bench", [`--empty=${empty}`, ...args]);
}

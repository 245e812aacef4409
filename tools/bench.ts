import { join } from "node:path";
import { addModule, compile } from "./build/compile.ts";
import { runPython } from "./python.ts";
import { setUp } from "./setup.ts";
import { replaceFile, withScratch } from "./shared/files.ts";
import { DIST, HOST } from "./shared/project.ts";

/**
 * Measures the program against an empty one, the original and other builds: `deno task bench
 * [--help]`. The measuring is done by tests/bench; here the empty program is compiled, like the real
 * one: what it takes is what the runtime takes for any program.
 */
export async function main(args: readonly string[]): Promise<void> {
  const denort = (await setUp({ architecture: HOST })).denort.path;
  const empty = join(DIST, "bench", "empty");
  await withScratch(async (scratch) => {
    const [stage, output] = [join(scratch, "stage"), join(scratch, "empty")];
    await addModule(stage, "main.js", "");
    await compile({ stage, architecture: HOST, denort, output });
    await replaceFile(output, empty);
  });
  Deno.exitCode = await runPython("bench", [`--empty=${empty}`, ...args]);
}

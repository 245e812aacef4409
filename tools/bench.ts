import { dirname, join } from "node:path";
import { COMPILE_FLAGS } from "./build/flags.ts";
import { ensureDenort } from "./setup/denort.ts";
import { HOST } from "./shared/architecture.ts";
import { exclusively } from "./shared/exclusively.ts";
import { DIST } from "./shared/layout.ts";
import { replaceFile } from "./shared/replace.ts";
import { runPython } from "./test/python.ts";
import { runCompiler } from "./build/compile.ts";

/**
 * Measures the program against an empty one, the original and other builds: `deno task bench
 * [--help]`. The measuring is done by tests/bench; here the empty program is compiled.
 *
 * @param args command line arguments of tests/bench
 */
export async function main(args: readonly string[]): Promise<void> {
  const denort = (await ensureDenort(HOST)).path;
  const empty = join(DIST, "bench", "empty");
  await buildEmptyProgram(denort, empty);
  const results = join(DIST, "bench.json");
  const files = [`--empty=${empty}`, `--runtime=${denort}`, `--results=${results}`];
  Deno.exitCode = await runPython("bench", [...files, ...args]);
}

/** Compiled like the real program: what it takes is what the runtime takes for any program. */
async function buildEmptyProgram(denort: string, path: string): Promise<void> {
  await exclusively(async (scratch) => {
    const stage = join(scratch, "stage");
    await Deno.mkdir(stage);
    await Deno.writeTextFile(join(stage, "main.js"), "");
    const output = join(scratch, "empty");
    await runCompiler(stage, denort, [...COMPILE_FLAGS, "--output", output, "main.js"]);
    await Deno.mkdir(dirname(path), { recursive: true });
    await replaceFile(output, path);
  });
}

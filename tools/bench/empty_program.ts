import { join } from "node:path";
import { COMPILE_FLAGS } from "../build/flags.ts";
import { exclusively } from "../shared/exclusively.ts";
import { DIST, ROOT } from "../shared/layout.ts";
import { replaceFile } from "../shared/replace.ts";
import { runCommand } from "../shared/run_command.ts";

/**
 * Compiles a program that does nothing, with the flags and permissions of the real one: what it
 * takes is what the runtime takes before and after any program.
 *
 * @param denort the runtime that it is put behind
 * @returns the program's path
 * @throws {Error} when Deno can't compile
 */
export async function buildEmptyProgram(denort: string): Promise<string> {
  const path = join(DIST, "bench", "empty");
  await exclusively(async (scratch) => {
    const stage = join(scratch, "stage");
    await Deno.mkdir(stage);
    const { permissions } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
    await Deno.writeTextFile(join(stage, "deno.json"), JSON.stringify({ permissions }));
    await Deno.writeTextFile(join(stage, "main.js"), "");
    const output = join(scratch, "empty");
    const result = await runCommand(
      Deno.execPath(),
      ["compile", "--quiet", "--no-lock", ...COMPILE_FLAGS, "--output", output, "main.js"],
      { cwd: stage, env: { DENORT_BIN: denort } },
    );
    if (!result.success) {
      throw new Error(`Cannot compile the empty program:\n${result.output.trim()}`);
    }
    await replaceFile(output, path);
  });
  return path;
}

import { join } from "node:path";
import { ROOT } from "../shared/layout.ts";

/**
 * Makes a program that is started like the compiled one, runs the same sources with the same
 * permissions, and writes down which lines of them ran.
 *
 * @param folder where the program is made
 * @param coverage where it writes to
 * @returns the program
 */
export async function programFromSources(folder: string, coverage: string): Promise<string> {
  const path = join(folder, "from-sources");
  const command = [
    Deno.execPath(),
    "run",
    "--quiet",
    "--permission-set=service",
    "--no-prompt",
    `--config=${join(ROOT, "deno.json")}`,
    `--coverage=${coverage}`,
    join(ROOT, "main.ts"),
  ];
  await Deno.writeTextFile(path, `#!/bin/sh\nexec ${command.map(quote).join(" ")} "$@"\n`);
  await Deno.chmod(path, 0o755);
  return path;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

import { setUp } from "./setup.ts";
import { ROOT } from "./shared/project.ts";
import { runAloud } from "./shared/run.ts";

/** Checks format, lint and types: `deno task check`. */
export async function check(): Promise<void> {
  await setUp();
  const deno = (...args: string[]) => runAloud(Deno.execPath(), args, { cwd: ROOT });
  await deno("fmt", "--check");
  await deno("lint");
  await deno("check", "--quiet", "main.ts", "lib", "tests", "tools");
}

import { join } from "node:path";
import { ROOT } from "../shared/project.ts";
import { runDeno } from "../shared/run.ts";

/** Where the constants are. */
export const LIMITS = join(ROOT, "lib", "limits.ts");

/**
 * Joins the program's modules into those that a start reads, and those that are imported on demand,
 * with maps for stack traces.
 *
 * @param directory an empty one, for the modules
 * @param limits other values for constants of lib/limits.ts: `NAME=VALUE`
 */
export async function bundle(directory: string, limits: readonly string[]): Promise<void> {
  const lock = [`--lock=${join(ROOT, "deno.lock")}`, "--frozen"];
  const flags = [
    "--quiet",
    "--code-splitting",
    "--sourcemap=linked",
    "--outdir",
    directory,
    ...lock,
  ];
  await runDeno("bundle the program", ["bundle", ...flags, "main.ts"], { cwd: ROOT });
  for (const { name } of [...Deno.readDirSync(directory)]) {
    const path = join(directory, name);
    const text = await Deno.readTextFile(path);
    if (name.endsWith(".js")) await Deno.writeTextFile(path, setLimits(text, limits));
    else {await Deno.writeTextFile(
        path,
        JSON.stringify({ ...JSON.parse(text), sourcesContent: [] }),
      );}
  }
}

/**
 * Changes constants of lib/limits.ts, in its text or that of a bundle. No line moves, so that source
 * maps stay valid.
 *
 * @throws {Error} when lib/limits.ts has no such constant
 */
export function setLimits(text: string, limits: readonly string[]): string {
  return limits.reduce((it, limit) => {
    const [, name, value] = /^([A-Z_]+)=(\d+)$/.exec(limit) ?? [];
    if (!name || !Deno.readTextFileSync(LIMITS).includes(`\nexport const ${name} = `)) {
      throw new Error(`Cannot set limit ${limit}: it must be NAME=NUMBER, of lib/limits.ts`);
    }
    return it.replace(
      new RegExp(`(?<=^(?:export const|var) ${name} = )[\\d.e_]+(?=;)`, "m"),
      value!,
    );
  }, text);
}

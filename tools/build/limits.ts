import { join } from "node:path";

/**
 * Changes constants of lib/limits.ts in a bundled program. No line moves, so that source maps stay
 * valid.
 *
 * @param directory the directory of the bundled modules
 * @param limits `NAME=VALUE`, the value a whole number
 * @throws {Error} when there is no such constant
 */
export async function setLimits(directory: string, limits: readonly string[]): Promise<void> {
  if (limits.length === 0) return;
  const modules = [...Deno.readDirSync(directory)].filter(({ name }) => name.endsWith(".js"));
  for (const limit of limits) {
    const [, name, value] = /^([A-Z_]+)=(\d+)$/.exec(limit) ?? [];
    if (name === undefined) throw new Error(`Cannot set limit ${limit}: it must be NAME=NUMBER`);
    const declaration = new RegExp(`^var ${name} = [\\d.e_]+;`, "m");
    let found = false;
    for (const module of modules) {
      const path = join(directory, module.name);
      const text = await Deno.readTextFile(path);
      if (!declaration.test(text)) continue;
      await Deno.writeTextFile(path, text.replace(declaration, `var ${name} = ${value};`));
      found = true;
    }
    if (!found) throw new Error(`Cannot set limit ${name}: lib/limits.ts has no such constant`);
  }
}

import { join, relative, resolve } from "node:path";
import { ROOT } from "../shared/layout.ts";
import { runCommand } from "../shared/run_command.ts";

const ENTRY = "main.ts";
const INLINE_MAP = "//# sourceMappingURL=data:application/json;base64,";

/**
 * Joins the program's modules into few: one that every start reads, and one for each part that is
 * imported on demand. Each carries a map to its sources, so that stack traces name these.
 *
 * @param folder where the modules go
 * @returns name of the module that starts the program
 * @throws {Error} when Deno can't bundle
 */
export async function bundle(folder: string): Promise<string> {
  const args = ["bundle", "--quiet", "--code-splitting", "--sourcemap=external"];
  const result = await runCommand(Deno.execPath(), [...args, "--outdir", folder, ENTRY], {
    cwd: ROOT,
  });
  if (!result.success) {
    throw new Error(`Cannot bundle the program:\n${result.output.trim()}`);
  }
  for (const { name } of [...Deno.readDirSync(folder)]) {
    if (name.endsWith(".map")) await inlineMap(folder, name);
  }
  return "main.js";
}

/** Appends a map to its module, with paths from the top of the checkout and without the sources. */
async function inlineMap(folder: string, name: string): Promise<void> {
  const file = join(folder, name);
  const map = JSON.parse(await Deno.readTextFile(file));
  const place = (source: string) =>
    URL.canParse(source) ? source : relative(ROOT, resolve(folder, source));
  const short = {
    version: map.version,
    sources: map.sources.map(place),
    names: map.names,
    mappings: map.mappings,
  };
  const module = file.slice(0, -".map".length);
  await Deno.writeTextFile(module, `\n${INLINE_MAP}${btoa(JSON.stringify(short))}\n`, {
    append: true,
  });
  await Deno.remove(file);
}

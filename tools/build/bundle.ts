import { basename, join, relative, resolve } from "node:path";
import { ROOT } from "../shared/layout.ts";
import { runCommand } from "../shared/run_command.ts";

const ENTRY = "main.ts";

/** What the entry imports on demand. */
const ON_DEMAND = ["./lib/cli/command_line.ts", "./lib/storage_service.ts"];

/**
 * Joins the program's modules into few: one that every start reads, and one for each part that is
 * imported on demand. What several need is in each of them: the service then starts from one module
 * instead of a dozen. Each has a map to its sources, so that stack traces name these.
 *
 * @param directory where the modules go
 * @returns name of the module that starts the program
 * @throws {Error} when Deno can't bundle
 */
export async function bundle(directory: string): Promise<string> {
  await runBundler(directory, ...ON_DEMAND.map((it) => `--external=${it}`), ENTRY);
  for (const module of ON_DEMAND) await runBundler(directory, "--code-splitting", module);
  for (const { name } of [...Deno.readDirSync(directory)]) {
    if (name.endsWith(".map")) await linkMap(directory, name);
  }
  const entry = join(directory, "main.js");
  let text = await Deno.readTextFile(entry);
  for (const module of ON_DEMAND) {
    const linked = text.replace(`import("${module}")`, `import("./${basename(module, ".ts")}.js")`);
    if (linked === text) {
      throw new Error(`Cannot bundle the program: ${ENTRY} does not import ${module}`);
    }
    text = linked;
  }
  await Deno.writeTextFile(entry, text);
  return "main.js";
}

async function runBundler(directory: string, ...args: string[]): Promise<void> {
  const common = ["bundle", "--quiet", "--sourcemap=external", "--outdir", directory];
  const result = await runCommand(Deno.execPath(), [...common, ...args], { cwd: ROOT });
  if (!result.success) {
    throw new Error(`Cannot bundle the program:\n${result.output.trim()}`);
  }
}

/**
 * Makes a module name its map, whose paths are from the top of the checkout. Only who needs the map
 * reads it then; one inside of the module would be decoded at each start.
 */
async function linkMap(directory: string, name: string): Promise<void> {
  const file = join(directory, name);
  const { version, sources, names, mappings } = JSON.parse(await Deno.readTextFile(file));
  const place = (source: string) =>
    URL.canParse(source) ? source : relative(ROOT, resolve(directory, source));
  const short = { version, sources: sources.map(place), names, mappings };
  await Deno.writeTextFile(file, JSON.stringify(short));
  const module = file.slice(0, -".map".length);
  await Deno.writeTextFile(module, `\n//# sourceMappingURL=${name}\n`, { append: true });
}

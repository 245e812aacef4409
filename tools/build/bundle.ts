import { basename, join, relative, resolve } from "node:path";
import { ROOT } from "../shared/layout.ts";
import { runDeno } from "../shared/run_command.ts";
import { setLimits } from "./limits.ts";

const ENTRY = "main.ts";

/** What the entry imports on demand. */
const ON_DEMAND = ["./lib/cli/command_line.ts", "./lib/storage_service.ts"];

/**
 * Joins the program's modules into few: one that every start reads, and one for each part that is
 * imported on demand. What several need is in each of them: the service then starts from one module
 * instead of a dozen. Each has a map to its sources, so that stack traces name these. What differs
 * by machine is taken out.
 *
 * @param directory an empty one, for the modules
 * @param limits other values for constants of lib/limits.ts: `NAME=VALUE`
 * @returns name of the module that starts the program
 * @throws {Error} when Deno can't bundle, or there is no such constant
 */
export async function bundle(directory: string, limits: readonly string[]): Promise<string> {
  await runBundler(directory, ...ON_DEMAND.map((it) => `--external=${it}`), ENTRY);
  // A copy: Deno adds the JSR packages to a lock file, which are stand-ins on some machines.
  const lock = `${directory}.lock`;
  await Deno.copyFile(join(ROOT, "deno.lock"), lock);
  for (const module of ON_DEMAND) {
    await runBundler(directory, `--lock=${lock}`, module);
  }
  for (const { name } of [...Deno.readDirSync(directory)]) {
    const path = join(directory, name);
    const text = await Deno.readTextFile(path);
    const final = name.endsWith(".map")
      ? shortMap(text, directory)
      : `${setLimits(moduleText(text), limits)}\n//# sourceMappingURL=${name}.map\n`;
    await Deno.writeTextFile(path, final);
  }
  await linkParts(join(directory, "main.js"));
  return "main.js";
}

async function runBundler(directory: string, ...args: string[]): Promise<void> {
  const common = ["bundle", "--quiet", "--sourcemap=external", "--outdir", directory];
  await runDeno("bundle the program", [...common, ...args], { cwd: ROOT });
}

/** The bundler names modules of libraries by their paths in Deno's cache. */
function moduleText(text: string): string {
  return text.replace(
    /^(\/\/ | {2}")(\S+\/npm\/\S+)/gm,
    (_, before, path) => `${before}${libraryPath(path)}`,
  );
}

/** The path of a library's module in Deno's cache, from the name of the library on. */
function libraryPath(path: string): string {
  return path.replace(/^.*\/npm\/[^/]+\//, "npm/");
}

/** A map whose paths are from the top of the checkout, without the sources themselves. */
function shortMap(text: string, directory: string): string {
  const { version, sources, names, mappings } = JSON.parse(text);
  const place = (source: string) =>
    URL.canParse(source) ? source : libraryPath(relative(ROOT, resolve(directory, source)));
  return JSON.stringify({ version, sources: sources.map(place), names, mappings });
}

async function linkParts(entry: string): Promise<void> {
  let text = await Deno.readTextFile(entry);
  for (const module of ON_DEMAND) {
    const from = `import("${module}")`;
    if (!text.includes(from)) throw new Error(`Cannot bundle: ${ENTRY} has no ${from}`);
    text = text.replace(from, `import("./${basename(module, ".ts")}.js")`);
  }
  await Deno.writeTextFile(entry, text);
}

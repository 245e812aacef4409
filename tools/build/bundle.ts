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
  // A copy: Deno adds the JSR packages to a lock file, which are stand-ins on some machines.
  const lock = `${directory}.lock`;
  await Deno.copyFile(join(ROOT, "deno.lock"), lock);
  for (const module of ON_DEMAND) {
    await runBundler(directory, `--lock=${lock}`, "--code-splitting", module);
  }
  await dropHashes(directory);
  for (const { name } of [...Deno.readDirSync(directory)]) {
    if (name.endsWith(".map")) await linkMap(directory, name);
    else await nameLibraries(join(directory, name));
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

/** The bundler's names of modules contain a hash, which covers the path of Deno's cache too. */
async function dropHashes(directory: string): Promise<void> {
  const names = [...Deno.readDirSync(directory)].map(({ name }) => name);
  const modules = names.filter((name) => name.endsWith(".js"));
  const plain = (name: string) => name.replace(/^((?!chunk-).*)-[A-Z0-9]{8}(?=\.js)/, "$1");
  for (const name of modules) {
    const file = join(directory, name);
    const text = await Deno.readTextFile(file);
    await Deno.writeTextFile(file, modules.reduce((it, of) => it.replaceAll(of, plain(of)), text));
  }
  for (const name of names) await Deno.rename(join(directory, name), join(directory, plain(name)));
}

/** The bundler marks where a library begins by its path in Deno's cache: it differs by machine. */
async function nameLibraries(file: string): Promise<void> {
  const text = await Deno.readTextFile(file);
  const named = text.replace(/^\/\/ (\S+\/npm\/\S+)$/gm, (_, path) => `// ${libraryPath(path)}`);
  await Deno.writeTextFile(file, named);
}

/** The path of a library's module in Deno's cache, from the name of the library on. */
function libraryPath(path: string): string {
  return path.replace(/^.*\/npm\/[^/]+\//, "npm/");
}

async function runBundler(directory: string, ...args: string[]): Promise<void> {
  const common = ["bundle", "--quiet", "--sourcemap=external", "--outdir", directory];
  const result = await runCommand(Deno.execPath(), [...common, ...args], { cwd: ROOT });
  if (!result.success) {
    throw new Error(`Cannot bundle the program:\n${result.output.trim()}`);
  }
}

/**
 * Makes a module name its map, whose paths are from the top of the checkout. It is then read only
 * when it is needed; one inside of the module would be decoded at each start.
 */
async function linkMap(directory: string, name: string): Promise<void> {
  const file = join(directory, name);
  const { version, sources, names, mappings } = JSON.parse(await Deno.readTextFile(file));
  const place = (source: string) =>
    URL.canParse(source) ? source : libraryPath(relative(ROOT, resolve(directory, source)));
  const short = { version, sources: sources.map(place), names, mappings };
  await Deno.writeTextFile(file, JSON.stringify(short));
  const module = file.slice(0, -".map".length);
  await Deno.writeTextFile(module, `\n//# sourceMappingURL=${name}\n`, { append: true });
}

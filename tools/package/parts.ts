import { basename, dirname, join } from "node:path";
import { binaryPath, buildProgram } from "../build.ts";
import { launcher } from "./launcher.ts";
import { makeNotices, NOTICES } from "./notices.ts";
import type { SetUp } from "../setup.ts";
import { filesBelow, replaceDirectory, withScratch } from "../shared/files.ts";
import {
  type Architecture,
  DIST,
  MODULE,
  MODULES,
  PACKAGE,
  PRIVATE_DIRECTORY,
  projectVersion,
  ROOT,
} from "../shared/project.ts";
import { report, runDeno } from "../shared/run.ts";

/** Names of the parts that are executable: the program, launchers, and a script. */
const PROGRAMS = [...MODULES.map(({ name }) => name), "divert"];

/** Shells for which the program writes completions, and the file names that they expect. */
const COMPLETIONS = { bash: `${PACKAGE}.bash`, zsh: `_${PACKAGE}`, fish: `${PACKAGE}.fish` };

/** Names the directory that holds what packages are made from. */
export function partsDirectory(architecture: Architecture): string {
  return join(DIST, "parts", architecture);
}

/**
 * Builds everything that a package installs, with the modes it has when installed: the program
 * under the first module's name, links to it for the other modules, a sidecar and a launcher for
 * each, the manual, completions, and licences.
 *
 * @throws {Error} when a part can't be made
 */
export async function makeParts(architecture: Architecture, ready: SetUp): Promise<string> {
  report([`making the parts of a package for ${architecture}`]);
  await buildProgram({ architecture, denort: ready.denort.path });
  const texts = await makeTexts();
  const directory = partsDirectory(architecture);
  await withScratch(async (scratch) => {
    const made = join(scratch, "parts");
    await Deno.mkdir(join(made, "launcher"), { recursive: true });
    await Deno.copyFile(binaryPath(architecture), join(made, MODULE));
    for (const [part, text] of texts) await Deno.writeTextFile(join(made, part), text);
    for (const path of filesBelow(made)) {
      const isProgram = PROGRAMS.includes(basename(path));
      await Deno.chmod(path, isProgram ? 0o755 : 0o644);
    }
    for (const { name } of MODULES.slice(1)) await Deno.symlink(MODULE, join(made, name));
    await Deno.mkdir(dirname(directory), { recursive: true });
    await replaceDirectory(made, directory, scratch);
  });
  return directory;
}

/** All parts but the program, by their paths. */
async function makeTexts(): Promise<Map<string, string>> {
  const read = (...path: string[]) => Deno.readTextFileSync(join(ROOT, ...path));
  const texts = new Map([
    ["LICENSE", read("LICENSE")],
    [NOTICES, await makeNotices()],
    ["divert", read("packaging", "divert")],
    [`${PACKAGE}.8`, read("packaging", `${PACKAGE}.8`).replace("@VERSION@", projectVersion())],
  ]);
  for (const { name, schema } of MODULES) {
    const sidecar = Deno.readTextFileSync(schema);
    texts.set(`${name}.meta.json`, sidecar);
    const program = `${PRIVATE_DIRECTORY}/${name}`;
    texts.set(`launcher/${name}`, launcher(JSON.parse(sidecar), program));
  }
  for (const [shell, file] of Object.entries(COMPLETIONS)) {
    // From the sources, as the program itself may be for another machine. It is no script.
    const completions = await runModule("main.ts", "completions", shell);
    texts.set(file, completions.replace(/^#!.*\n/, ""));
  }
  return texts;
}

async function runModule(...args: string[]): Promise<string> {
  // With the lock file, Deno asks no registry for what is in the cache.
  const lock = [`--lock=${join(ROOT, "deno.lock")}`, "--frozen"];
  const flags = ["--quiet", "--allow-all", "--no-prompt", ...lock];
  return await runDeno(`run ${args.join(" ")}`, ["run", ...flags, ...args], { cwd: ROOT });
}

import { basename, dirname, join } from "node:path";
import { binaryPath, ensureBuilt } from "../build/binary.ts";
import type { SetUp } from "../setup/set_up.ts";
import type { Architecture } from "../shared/architecture.ts";
import { exclusively } from "../shared/exclusively.ts";
import { DIST, ROOT } from "../shared/layout.ts";
import { MODULE, PACKAGE, PRIVATE_DIRECTORY } from "../shared/project.ts";
import { replaceDirectory } from "../shared/replace.ts";
import { runDeno } from "../shared/run_command.ts";
import { filesBelow } from "../shared/source_files.ts";
import { report } from "../shared/tool.ts";
import { launcher } from "./launcher.ts";
import { MODULES } from "../shared/modules.ts";
import { makeNotices, NOTICES } from "./notices.ts";

/** Names of the parts that are executable: the program, launchers, and a script. */
const PROGRAMS = [...MODULES.map(({ name }) => name), "divert"];

/** The manual, as `deno task man` writes it. */
const MANUAL = join(DIST, `${PACKAGE}.8`);

/** Shells for which the program writes completions, and the file names that they expect. */
const COMPLETIONS = { bash: `${PACKAGE}.bash`, zsh: `_${PACKAGE}`, fish: `${PACKAGE}.fish` };

/**
 * Names the directory that holds what packages are made from.
 *
 * @param architecture what the program is for
 * @returns its path
 */
export function partsDirectory(architecture: Architecture): string {
  return join(DIST, "parts", architecture);
}

/**
 * Builds everything that a package installs, with the modes it has when installed: the program
 * under the first module's name, links to it for the other modules, a sidecar and a launcher for
 * each, the manual, completions, and licences.
 *
 * @param architecture what the program is for
 * @param ready what set-up has left
 * @returns the directory, with nothing else in it
 * @throws {Error} when a part can't be made
 */
export async function makeParts(architecture: Architecture, ready: SetUp): Promise<string> {
  report([`making the parts of a package for ${architecture}`]);
  await ensureBuilt({ architecture, denort: ready.denort.path });
  const texts = await makeTexts();
  const directory = partsDirectory(architecture);
  await exclusively(async (scratch) => {
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
  await runModule("tools/main.ts", "man");
  const texts = new Map([
    ["LICENSE", read("LICENSE")],
    [NOTICES, await makeNotices()],
    ["divert", read("packaging", "divert")],
    [basename(MANUAL), Deno.readTextFileSync(MANUAL)],
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
  const flags = ["--quiet", "--allow-all", "--no-prompt"];
  return await runDeno(`run ${args.join(" ")}`, ["run", ...flags, ...args], { cwd: ROOT });
}

import { join } from "node:path";
import { binaryPath, ensureBuilt } from "../build/binary.ts";
import type { SetUp } from "../setup/set_up.ts";
import type { Architecture } from "../shared/architecture.ts";
import { exclusively } from "../shared/exclusively.ts";
import { DIST, ROOT } from "../shared/layout.ts";
import { MODULE, PACKAGE, PRIVATE_DIRECTORY } from "../shared/project.ts";
import { replaceDirectory } from "../shared/replace.ts";
import { runCommand } from "../shared/run_command.ts";
import { report } from "../shared/tool.ts";
import { launcher } from "./launcher.ts";
import { MODULES } from "./modules.ts";
import { makeNotices, NOTICES } from "./notices.ts";

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
  await runDeno("tools/man.ts");
  const texts = new Map([[NOTICES, await makeNotices()]]);
  for (const [shell, file] of Object.entries(COMPLETIONS)) {
    // From the sources, as the program itself may be for another machine.
    texts.set(file, await runDeno("main.ts", "completions", shell));
  }
  const directory = partsDirectory(architecture);
  await exclusively(async (scratch) => {
    const made = join(scratch, "parts");
    await Deno.mkdir(made);
    await Deno.copyFile(binaryPath(architecture), join(made, MODULE));
    await Deno.copyFile(join(ROOT, "LICENSE"), join(made, "LICENSE"));
    await Deno.copyFile(join(DIST, `${MODULE}.8`), join(made, `${PACKAGE}.8`));
    await Deno.copyFile(join(ROOT, "packaging", "divert"), join(made, "divert"));
    const programs = [MODULE, "divert"];
    for (const { name, schema } of MODULES) {
      const description = JSON.parse(await Deno.readTextFile(schema));
      await Deno.copyFile(schema, join(made, `${name}.meta.json`));
      texts.set(`${name}.launcher`, launcher(description, `${PRIVATE_DIRECTORY}/${name}`));
      programs.push(`${name}.launcher`);
    }
    for (const [part, text] of texts) await Deno.writeTextFile(join(made, part), text);
    for (const { name } of Deno.readDirSync(made)) {
      await Deno.chmod(join(made, name), programs.includes(name) ? 0o755 : 0o644);
    }
    for (const { name } of MODULES.slice(1)) await Deno.symlink(MODULE, join(made, name));
    await Deno.mkdir(join(DIST, "parts"), { recursive: true });
    await replaceDirectory(made, directory, scratch);
  });
  return directory;
}

async function runDeno(module: string, ...args: string[]): Promise<string> {
  const run = ["run", "--quiet", "--allow-all", "--no-prompt"];
  const { success, output } = await runCommand(Deno.execPath(), [...run, module, ...args], {
    cwd: ROOT,
  });
  if (success) return output;
  throw new Error(`Cannot make ${[module, ...args].join(" ")}:\n${output.trim()}`);
}

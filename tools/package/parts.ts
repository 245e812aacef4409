import { join } from "node:path";
import { binaryPath, ensureBuilt } from "../build/binary.ts";
import type { SetUp } from "../setup/set_up.ts";
import type { Architecture } from "../shared/architecture.ts";
import { exclusively } from "../shared/exclusively.ts";
import { DIST, ROOT, SCHEMA } from "../shared/layout.ts";
import { MODULE, PRIVATE_DIRECTORY } from "../shared/project.ts";
import { replaceDirectory } from "../shared/replace.ts";
import { runCommand } from "../shared/run_command.ts";
import { launcher } from "./launcher.ts";

/** Names of the parts; what each is for is told where the parts are made. */
export const Part = {
  PROGRAM: MODULE,
  SIDECAR: `${MODULE}.meta.json`,
  LAUNCHER: `${MODULE}.launcher`,
  MANUAL: `${MODULE}.8`,
  BASH: `${MODULE}.bash`,
  ZSH: `_${MODULE}`,
  FISH: `${MODULE}.fish`,
} as const;

/** Shells whose completions the program can write. */
const SHELLS = { bash: Part.BASH, zsh: Part.ZSH, fish: Part.FISH } as const;

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
 * Builds everything that a package installs, with the modes it has when installed.
 *
 * @param architecture what the program is for
 * @param ready what set-up has left
 * @returns the directory, with nothing else in it
 * @throws {Error} when a part can't be made
 */
export async function makeParts(architecture: Architecture, ready: SetUp): Promise<string> {
  const { denort, vendored } = ready;
  await ensureBuilt({ architecture, denort: denort.path, vendored });
  await runDeno("tools/man.ts");
  const texts = new Map<string, string>([[Part.LAUNCHER, makeLauncher()]]);
  for (const [shell, part] of Object.entries(SHELLS)) {
    // From the sources, as the program itself may be for another machine.
    texts.set(part, await runDeno("main.ts", "completions", shell));
  }
  const directory = partsDirectory(architecture);
  await exclusively(async (scratch) => {
    const made = join(scratch, "parts");
    await Deno.mkdir(made);
    await Deno.copyFile(binaryPath(architecture), join(made, Part.PROGRAM));
    await Deno.copyFile(SCHEMA, join(made, Part.SIDECAR));
    await Deno.copyFile(join(DIST, Part.MANUAL), join(made, Part.MANUAL));
    for (const [part, text] of texts) await Deno.writeTextFile(join(made, part), text);
    const programs: string[] = [Part.PROGRAM, Part.LAUNCHER];
    for (const { name } of Deno.readDirSync(made)) {
      await Deno.chmod(join(made, name), programs.includes(name) ? 0o755 : 0o644);
    }
    await Deno.mkdir(join(DIST, "parts"), { recursive: true });
    await replaceDirectory(made, directory, scratch);
  });
  return directory;
}

function makeLauncher(): string {
  return launcher(JSON.parse(Deno.readTextFileSync(SCHEMA)), `${PRIVATE_DIRECTORY}/${MODULE}`);
}

async function runDeno(module: string, ...args: string[]): Promise<string> {
  const run = ["run", "--quiet", "--allow-all", "--no-prompt"];
  const { success, output } = await runCommand(Deno.execPath(), [...run, module, ...args], {
    cwd: ROOT,
  });
  if (success) return output;
  throw new Error(`Cannot make ${[module, ...args].join(" ")}:\n${output.trim()}`);
}

import { basename, join, relative } from "node:path";
import { binaryPath, buildProgram } from "../build.ts";
import { type SetUp, setUp } from "../setup.ts";
import { filesBelow, replace, withScratch } from "../shared/files.ts";
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
import { parseOptions, runDeno } from "../shared/run.ts";
import { makeNotices, NOTICES } from "./notices.ts";

/** Names of the parts that are executable: the program, launchers, and a script. */
const PROGRAMS = [...MODULES.map(({ name }) => name), "divert"];

/** Shells for which the program writes completions, and the file names that they expect. */
const COMPLETIONS = { bash: `${PACKAGE}.bash`, zsh: `_${PACKAGE}`, fish: `${PACKAGE}.fish` };

/** Builds what a package installs into dist/parts/: `deno task parts [--target ARCHITECTURE]`. */
export async function parts(args: readonly string[]): Promise<void> {
  const { architecture } = parseOptions(args);
  await makeParts(architecture, await setUp(architecture));
}

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
export async function makeParts(architecture: Architecture, { denort }: SetUp): Promise<void> {
  await buildProgram({ architecture, denort: denort.path });
  const texts = await makeTexts();
  const directory = partsDirectory(architecture);
  await withScratch(async (scratch) => {
    const made = join(scratch, "parts");
    await Deno.mkdir(join(made, "launcher"), { recursive: true });
    await Deno.copyFile(binaryPath(architecture), join(made, MODULE));
    for (const [part, text] of texts) await Deno.writeTextFile(join(made, part), text);
    for (const path of filesBelow(made)) {
      await Deno.chmod(path, PROGRAMS.includes(basename(path)) ? 0o755 : 0o644);
    }
    for (const { name } of MODULES.slice(1)) await Deno.symlink(MODULE, join(made, name));
    await replace(made, directory);
  });
  console.error(`made the parts of a package in ${relative(ROOT, directory)}`);
}

/** All parts but the program, by their paths. */
async function makeTexts(): Promise<Map<string, string>> {
  const read = (...path: string[]) => Deno.readTextFileSync(join(ROOT, ...path));
  const texts = new Map([
    ["LICENSE", read("LICENSE")],
    [NOTICES, makeNotices()],
    ["divert", read("packaging", "divert")],
    [`${PACKAGE}.8`, read("packaging", `${PACKAGE}.8`).replace("@VERSION@", projectVersion())],
  ]);
  for (const { name, schema } of MODULES) {
    const sidecar = Deno.readTextFileSync(schema);
    texts.set(`${name}.meta.json`, sidecar);
    texts.set(`launcher/${name}`, launcher(sidecar, `${PRIVATE_DIRECTORY}/${name}`));
  }
  // With the lock file, Deno asks no registry for what is in the cache.
  const run = ["run", "--quiet", "--allow-all", "--no-prompt", "--lock=deno.lock", "--frozen"];
  for (const [shell, file] of Object.entries(COMPLETIONS)) {
    // From the sources, as the program itself may be for another machine. It is no script.
    const args = [...run, "main.ts", "completions", shell];
    const completions = await runDeno("write completions", args, { cwd: ROOT });
    texts.set(file, completions.replace(/^#!.*\n/, ""));
  }
  return texts;
}

/**
 * Fills in packaging/launcher. osbuild before v113 finds the description in its text without running
 * it; when run, it replaces itself by the program at once.
 *
 * @param sidecar the content of schema.json
 */
export function launcher(sidecar: string, program: string): string {
  const { summary, description, schema } = JSON.parse(sidecar);
  const members = JSON.stringify(schema, undefined, 2).split("\n").slice(1, -1);
  const values: Readonly<Record<string, string>> = {
    DESCRIPTION: [summary, "", ...description].join("\n"),
    SCHEMA: members.join("\n"),
    PROGRAM: program,
  };
  return Deno.readTextFileSync(join(ROOT, "packaging", "launcher"))
    .replace(/@([A-Z]+)@/g, (_, name) => values[name]!);
}

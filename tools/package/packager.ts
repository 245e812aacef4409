import { basename, dirname, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { fillRecipe } from "./recipe.ts";
import { statIfThere } from "../shared/files.ts";
import { type Architecture, DIST, HOST, parseArchitecture, ROOT } from "../shared/project.ts";
import { type CommandOptions, report, runCommand } from "../shared/run.ts";
import { offlineArchivePath, repackArchive } from "../vendor/offline_archive.ts";

/** The packages of Debian, and of Fedora if it is another, that have what building packages takes. */
const PACKAGES: Readonly<Record<string, string>> = {
  rpmbuild: "rpm (Fedora: rpm-build)",
  "dpkg-buildpackage": "dpkg-dev",
  dh: "debhelper",
  tar: "tar",
  xz: "xz-utils (Fedora: xz)",
};

/** Looks for a program. */
export function isInstalled(program: string): boolean {
  const directories = (Deno.env.get("PATH") || "/usr/bin:/bin").split(":");
  return directories.some((directory) => statIfThere(`${directory}/${program}`)?.isFile);
}

/**
 * Makes sure that programs are installed, before anything is built.
 *
 * @throws {Error} that names what is missing, and in which package it is
 */
export function requirePrograms(...programs: readonly string[]): void {
  const missing = programs.filter((it) => !isInstalled(it));
  if (missing.length === 0) return;
  const lines = missing.map((it) => `  ${it}: install ${PACKAGES[it] ?? it}`);
  throw new Error(`Cannot build packages, as programs are missing:\n${lines.join("\n")}`);
}

/**
 * Runs a distribution's tool that builds packages; the Deno that runs this is the one it finds.
 *
 * @throws {Error} when it fails
 */
export async function runPackager(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<void> {
  report([`running ${program}`]);
  const path = `${dirname(Deno.execPath())}:${Deno.env.get("PATH") ?? "/usr/bin:/bin"}`;
  const { success, output } = await runCommand(program, args, {
    ...options,
    env: { PATH: path, ...options.env },
  });
  if (success) return;
  const end = output.trim().split("\n").slice(-30).join("\n");
  throw new Error(`Cannot build the package: ${program} fails.\n${end}`);
}

/**
 * Runs a tool that builds packages: `[--target ARCHITECTURE] [--archive FILE]`, or `--recipe`, which
 * only writes the recipe into dist/, with everything filled in.
 *
 * @param build makes packages for architectures from the offline archive
 */
export async function packageTool(
  args: readonly string[],
  programs: readonly string[],
  recipe: string,
  build: (archive: string, ...architectures: Architecture[]) => Promise<string[]>,
): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      target: { type: "string", default: HOST },
      archive: { type: "string" },
      recipe: { type: "boolean" },
    },
  });
  if (values.recipe) {
    const path = join(DIST, basename(recipe));
    await Deno.mkdir(DIST, { recursive: true });
    await Deno.writeTextFile(path, await fillRecipe(await Deno.readTextFile(recipe)));
    return report([`wrote ${relative(ROOT, path)}`]);
  }
  requirePrograms(...programs);
  const archive = resolve(values.archive ?? await repackArchive() ?? offlineArchivePath());
  if (!statIfThere(archive)) {
    throw new Error(
      `Cannot build the package: ${relative(ROOT, archive)} is missing; ` +
        "`deno task vendor` makes it",
    );
  }
  const packages = await build(archive, parseArchitecture(values.target));
  report(packages.map((path) => `built ${relative(ROOT, path)}`));
}

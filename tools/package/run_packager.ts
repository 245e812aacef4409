import { dirname } from "node:path";
import { statIfThere } from "../shared/read_if_there.ts";
import { type CommandOptions, runCommand } from "../shared/run_command.ts";
import { report } from "../shared/tool.ts";

/** The packages of Debian, and of Fedora if it is another, that have what building packages takes. */
const PACKAGES: Readonly<Record<string, string>> = {
  rpmbuild: "rpm (Fedora: rpm-build)",
  "dpkg-buildpackage": "dpkg-dev",
  dh: "debhelper",
  tar: "tar",
  xz: "xz-utils (Fedora: xz)",
};

/**
 * Looks for a program.
 *
 * @param program its name
 * @returns whether it is on `PATH`
 */
export function isInstalled(program: string): boolean {
  const directories = (Deno.env.get("PATH") || "/usr/bin:/bin").split(":");
  return directories.some((directory) => statIfThere(`${directory}/${program}`)?.isFile);
}

/**
 * Makes sure that programs are installed, before anything is built.
 *
 * @param programs their names
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
 * @param program name of the tool
 * @param args its arguments
 * @param options where and with what it runs
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

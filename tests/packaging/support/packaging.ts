import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { testUnless } from "../../support/skip.ts";
import { DIST, PACKAGE, projectVersion } from "../../../tools/shared/project.ts";
import { type CommandOptions, isInstalled, runCommand } from "../../../tools/shared/run.ts";

const release = `${projectVersion()}-1`;
const debian = Deno.build.arch === "x86_64" ? "amd64" : "arm64";

/** What the tasks `vendor`, `rpm` and `deb` have made for this kind of machine. */
export const packages = {
  /** Everything that a build without network needs. */
  archive: join(DIST, `${PACKAGE}-${projectVersion()}-offline.tar.xz`),
  rpm: join(DIST, `${PACKAGE}-${release}.${Deno.build.arch}.rpm`),
  launcherRpm: join(DIST, `${PACKAGE}-launcher-${release}.noarch.rpm`),
  sourceRpm: join(DIST, `${PACKAGE}-${release}.src.rpm`),
  deb: join(DIST, `${PACKAGE}_${release}_${debian}.deb`),
};

/** What a test of packages needs besides Deno. */
export interface Needs {
  /** Programs that must be installed. */
  readonly programs?: readonly string[];
  /** Whether it mounts, and enters other root directories. */
  readonly root?: boolean;
  /** Variables that must be set. */
  readonly variables?: readonly string[];
  /** Files that must be there, made by a task. */
  readonly files?: readonly string[];
}

/** Registers a test that is skipped where something that it needs is missing; its name says what. */
export function packagingTest(name: string, needs: Needs, test: () => void | Promise<void>): void {
  testUnless(obstacle(needs), name, test);
}

function obstacle({ programs = [], root, variables = [], files = [] }: Needs): string | undefined {
  const variable = variables.find((it) => !Deno.env.get(it));
  if (variable) return `${variable} is not set`;
  const program = [...programs, "unshare"].find((it) => !isInstalled(it));
  if (program) return `${program} is not installed`;
  if (root && !canUnshare()) return "only root can make a root directory of its own";
  const file = files.find((it) => !existsSync(it));
  return file && `${file} is missing`;
}

function canUnshare(): boolean {
  return new Deno.Command("unshare", { args: ["--mount", "true"], stderr: "null" })
    .outputSync().success;
}

/**
 * Runs a program that must succeed.
 *
 * @throws {Error} with what it wrote when it fails
 */
export async function run(
  [program, ...args]: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { success, output } = await runCommand(program!, args, options);
  if (success) return output;
  throw new Error(`Cannot run ${[program, ...args].join(" ")}:\n${output}`);
}

/** Nobody of the machine's own. */
const USER = 64_123;

/**
 * Runs a program as an ordinary user, without network, with an empty home directory and nothing but
 * Deno and the system's programs.
 *
 * @throws {Error} with what it wrote when it fails
 */
export async function asUser(directory: string, ...command: readonly string[]): Promise<string> {
  const [home, bin] = [join(directory, "home"), join(directory, "bin")];
  for (const path of [home, bin]) await Deno.mkdir(path, { recursive: true });
  // Deno itself may be where that user may not go.
  await Deno.copyFile(Deno.execPath(), join(bin, "deno"));
  await run(["chown", "-R", `${USER}:${USER}`, directory]);
  await Deno.chmod(dirname(directory), 0o755);
  await Deno.chmod(directory, 0o755);
  const become = ["setpriv", `--reuid=${USER}`, `--regid=${USER}`, "--clear-groups"];
  const environment = ["env", "-i", `HOME=${home}`, `PATH=${bin}:/usr/bin:/bin`, "LANG=C.UTF-8"];
  const user = ["unshare", "--net", ...become, ...environment];
  return await run([...user, "sh", "-ec", 'cd "$0" && "$@"', directory, ...command]);
}

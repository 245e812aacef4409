import { join } from "node:path";
import { binaryPath } from "./build.ts";
import { HOST, ROOT } from "./shared/project.ts";
import { runCommand } from "./shared/run.ts";

/** Tests of the service are written in Python, and mount in a mount namespace of their own. */

/** The distribution's own is first: osbuild runs with it. */
const CANDIDATES = ["/usr/bin/python3", "python3"];
const IS_USABLE = "import sys; sys.exit(sys.version_info < (3, 9))";
const NEED = "python3 (3.9 or later), which plays osbuild's part in the tests, is not installed";

const AS_ROOT = ["unshare", "--mount", "--propagation", "private"];
const AS_USER = ["unshare", "--user", "--map-root-user", "--mount", "--propagation", "private"];

/** Whether and how tests can mount. */
export interface MountAbility {
  /** Command that starts another one in a mount namespace of its own. */
  readonly prefix: readonly string[];
  /** Why nothing can be mounted, and what to do. */
  readonly obstacle?: string;
}

/** Tries to mount in a mount namespace of its own, then in a user namespace, too. */
export async function mountAbility(): Promise<MountAbility> {
  for (const prefix of [AS_ROOT, AS_USER]) {
    const [program, ...args] = [...prefix, "mount", "--bind", "/proc", "/tmp"];
    if ((await runCommand(program!, args)).success) return { prefix };
  }
  const obstacle = (await runCommand("unshare", ["--version"])).success
    ? "nothing can be mounted here: run this as root, or where user namespaces are allowed"
    : "unshare is not installed: apt-get install util-linux";
  return { prefix: [], obstacle };
}

/** Variables of all Python programs below tests/. */
export function pythonEnvironment({ obstacle = "" }: MountAbility): Record<string, string> {
  return {
    CONTAINERS_BINARY: binaryPath(HOST),
    CONTAINERS_NO_MOUNTS: obstacle,
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

/**
 * Finds a Python for the tests. Where there is none, Debian's is installed, after a line that says
 * so.
 *
 * @throws {Error} when there is none and it can't be installed
 */
export async function ensurePython(): Promise<string> {
  const found = await find();
  if (found !== undefined) return found;
  if (!(await runCommand("apt-get", ["--version"])).success) {
    throw new Error(`${NEED}: install it with this system's package manager`);
  }
  if (Deno.uid() !== 0) throw new Error(`${NEED}: run apt-get install python3 as root`);
  console.error(`${NEED}; installing it now: apt-get install python3`);
  await runCommand("apt-get", ["update"]);
  const install = ["install", "--yes", "--no-install-recommends", "python3"];
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const { output } = await runCommand("apt-get", install, { env });
  const installed = await find();
  if (installed !== undefined) return installed;
  throw new Error(`${NEED}, and apt-get could not install it:\n${output.trim()}`);
}

async function find(): Promise<string | undefined> {
  for (const candidate of CANDIDATES) {
    if ((await runCommand(candidate, ["-c", IS_USABLE])).success) return candidate;
  }
  return undefined;
}

/**
 * Runs a Python program below tests/ in a mount namespace of its own, with this process's output.
 *
 * @throws {Error} when nothing can be mounted
 */
export async function runPython(module: string, args: readonly string[]): Promise<number> {
  const python = await ensurePython();
  const ability = await mountAbility();
  if (ability.obstacle) throw new Error(`Cannot run ${module}: ${ability.obstacle}`);
  const [program, ...rest] = [...ability.prefix, python, "-m", module, ...args];
  const options = { args: rest, cwd: join(ROOT, "tests"), env: pythonEnvironment(ability) };
  return (await new Deno.Command(program!, options).spawn().status).code;
}

/** Runs a campaign below tests/: `deno task fuzz`, `deno task soak`. */
export async function main([module, ...args]: readonly string[]): Promise<void> {
  Deno.exitCode = await runPython(module!, args);
}

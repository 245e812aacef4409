import { join } from "node:path";
import { binaryPath } from "./build.ts";
import { HOST, ROOT } from "./shared/project.ts";
import { isInstalled, runAloud, runCommand } from "./shared/run.ts";

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
  const obstacle = isInstalled("unshare")
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
  for (const candidate of CANDIDATES) {
    if ((await runCommand(candidate, ["-c", IS_USABLE])).success) return candidate;
  }
  if (Deno.uid() !== 0 || !isInstalled("apt-get") || isInstalled("python3")) {
    throw new Error(`${NEED}: install it, on Debian by apt-get install python3 as root`);
  }
  console.error(`${NEED}; installing it now: apt-get install python3`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await runCommand("apt-get", ["update"]);
  await runAloud("apt-get", ["install", "--yes", "--no-install-recommends", "python3"], { env });
  return await ensurePython();
}

/**
 * Runs a Python program below tests/ in a mount namespace of its own, with this process's output.
 *
 * @throws {Error} when nothing can be mounted
 */
export async function runPython(module: string, args: readonly string[]): Promise<number> {
  const interpreter = await ensurePython();
  const ability = await mountAbility();
  if (ability.obstacle) throw new Error(`Cannot run ${module}: ${ability.obstacle}`);
  const [program, ...rest] = [...ability.prefix, interpreter, "-m", module, ...args];
  const options = { args: rest, cwd: join(ROOT, "tests"), env: pythonEnvironment(ability) };
  return (await new Deno.Command(program!, options).spawn().status).code;
}

/** Runs a campaign below tests/: `deno task fuzz`, `deno task soak`. */
export async function python([module, ...args]: readonly string[]): Promise<void> {
  Deno.exitCode = await runPython(module!, args);
}

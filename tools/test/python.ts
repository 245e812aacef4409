import { join } from "node:path";
import { binaryPath } from "../build/binary.ts";
import { HOST } from "../shared/architecture.ts";
import { ROOT } from "../shared/layout.ts";
import { runCommand } from "../shared/run_command.ts";
import { mountAbility } from "./mount_ability.ts";

/** The distribution's own is first: osbuild runs with it. */
const CANDIDATES = ["/usr/bin/python3", "python3"];
const IS_USABLE = "import sys; sys.exit(sys.version_info < (3, 9))";
const NEED = "python3 (3.9 or later), which plays osbuild's part in the tests, is not installed";

/** The directory that Python modules are imported from. */
export const PYTHON_PATH = join(ROOT, "tests");

/** Variables of all Python programs below tests/. */
export const PYTHON_ENV = {
  CONTAINERS_BINARY: binaryPath(HOST),
  CONTAINERS_NO_MOUNTS: "",
  PYTHONDONTWRITEBYTECODE: "1",
} as const;

/**
 * Finds a Python for the tests of the service. Where there is none, Debian's is installed, after a
 * line that says so.
 *
 * @returns the interpreter
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
 * @param module the package that it is the main program of
 * @param args its arguments
 * @returns its exit status
 * @throws {Error} when nothing can be mounted
 */
export async function runPython(module: string, args: readonly string[]): Promise<number> {
  const python = await ensurePython();
  const { prefix, obstacle } = await mountAbility();
  if (obstacle !== undefined) throw new Error(`Cannot run ${module}: ${obstacle}`);
  const [program, ...rest] = [...prefix, python, "-m", module, ...args];
  const options = { args: rest, cwd: PYTHON_PATH, env: PYTHON_ENV };
  return (await new Deno.Command(program!, options).spawn().status).code;
}

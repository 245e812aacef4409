import { runCommand } from "../shared/run_command.ts";

/** The distribution's own comes first: it is what osbuild runs with. */
const CANDIDATES = ["/usr/bin/python3", "python3"];
const IS_USABLE = "import sys; sys.exit(sys.version_info < (3, 9))";

/**
 * Finds the Python that plays osbuild's part in the tests; where there is none, Debian's is
 * installed if that is possible.
 *
 * @returns the interpreter
 * @throws {Error} when there is none to be had
 */
export async function ensurePython(): Promise<string> {
  const found = await find();
  if (found !== undefined) return found;
  if (Deno.uid() === 0 && await succeeds("apt-get", ["--version"])) {
    console.log("installing python3, which the tests of the service are written in");
    await runCommand("apt-get", ["update"]);
    await runCommand("apt-get", ["install", "--yes", "--no-install-recommends", "python3"], {
      env: { DEBIAN_FRONTEND: "noninteractive" },
    });
    const installed = await find();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    "Cannot test the service: there is no python3 (3.9 or later), which the tests are written in",
  );
}

async function find(): Promise<string | undefined> {
  for (const candidate of CANDIDATES) {
    if (await succeeds(candidate, ["-c", IS_USABLE])) return candidate;
  }
  return undefined;
}

async function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  try {
    return (await runCommand(program, args)).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

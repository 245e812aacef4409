import { join } from "node:path";
import { binaryPath } from "../build/binary.ts";
import { HOST } from "../shared/architecture.ts";
import { ROOT } from "../shared/layout.ts";
import { mountAbility } from "../test/mount_ability.ts";
import { ensurePython } from "../test/python.ts";

/**
 * Runs programs below tests/ that are written in Python, at the same time, each in a mount namespace
 * of its own, with what they print passed on.
 *
 * @param module the package that they are the main program of
 * @param argumentLists the arguments of each of them
 * @returns whether all of them succeeded
 * @throws {Error} when nothing can be mounted here, which these programs are about
 */
export async function runPythonPrograms(
  module: string,
  argumentLists: readonly (readonly string[])[],
): Promise<boolean> {
  const python = await ensurePython();
  const { prefix, obstacle } = await mountAbility();
  if (obstacle !== undefined) throw new Error(`Cannot run this: ${obstacle}`);
  const ends = argumentLists.map(async (args) => {
    const [program, ...rest] = [...prefix, python, "-m", module, ...args];
    const child = new Deno.Command(program!, {
      args: rest,
      cwd: join(ROOT, "tests"),
      stdin: "null",
      env: {
        CONTAINERS_BINARY: binaryPath(HOST),
        CONTAINERS_NO_MOUNTS: "",
        PYTHONDONTWRITEBYTECODE: "1",
      },
    }).spawn();
    return (await child.status).success;
  });
  return (await Promise.all(ends)).every((success) => success);
}

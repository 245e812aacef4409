import { dirname, join } from "node:path";
import { run } from "./run.ts";

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

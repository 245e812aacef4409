import { runCommand } from "../shared/run_command.ts";

/** Whether and how tests can mount. */
export interface MountAbility {
  /** Command that starts another one in a mount namespace of its own. */
  readonly prefix: readonly string[];
  /** Why nothing can be mounted, and what to do. */
  readonly obstacle?: string;
}

const AS_ROOT = ["unshare", "--mount", "--propagation", "private"];
const AS_USER = ["unshare", "--user", "--map-root-user", "--mount", "--propagation", "private"];

/**
 * Tries to mount in a mount namespace of its own, then in a user namespace, too.
 *
 * @returns the first way that works
 */
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

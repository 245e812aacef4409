import { runCommand } from "../shared/run_command.ts";

/** Whether tests can mount, and how that is kept away from everybody else. */
export interface MountAbility {
  /** What stands before a command that mounts. */
  readonly prefix: readonly string[];
  /** Why nothing can be mounted; nothing where it can. */
  readonly obstacle?: string;
}

const AS_ROOT = ["unshare", "--mount", "--propagation", "private"];
const AS_USER = ["unshare", "--user", "--map-root-user", "--mount", "--propagation", "private"];

/**
 * Tries how mounts can be made: in a mount namespace of one's own, or in a user namespace besides.
 *
 * @returns the first way that works
 */
export async function mountAbility(): Promise<MountAbility> {
  for (const prefix of [AS_ROOT, AS_USER]) {
    if (await works(prefix)) return { prefix };
  }
  return {
    prefix: [],
    obstacle: "nothing can be mounted here: neither root's privileges nor a user namespace",
  };
}

async function works([program, ...args]: readonly string[]): Promise<boolean> {
  try {
    const bind = ["mount", "--bind", "/proc", "/tmp"];
    return (await runCommand(program!, [...args, ...bind])).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

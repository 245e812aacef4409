import type { Mount } from "./mountinfo.ts";
import { failureOf, run } from "./program.ts";

/**
 * Unmounts lazily, so that processes inside don't hinder it, until nothing is left. What comes to
 * light below goes in the next round.
 *
 * @param left tells which mounts are left
 * @returns what could not be unmounted, and why
 * @throws whatever `left` does
 */
export async function detachAll(left: () => Mount[]): Promise<string | undefined> {
  for (let count = Infinity, reason: string | undefined;;) {
    const mounts = left();
    if (mounts.length === 0) return undefined;
    const roots = rootsOf(mounts);
    if (mounts.length >= count) return `Cannot detach ${roots.join(", ")}: ${reason}`;
    count = mounts.length;
    reason = await detach(roots) ?? "it is still there";
  }
}

/**
 * Unmounts lazily, all in one go.
 *
 * @param paths the mount points, without symbolic links, in order
 * @returns why it failed, or nothing
 */
export async function detach(paths: readonly string[]): Promise<string | undefined> {
  try {
    const result = await run("umount", ["--no-canonicalize", "--lazy", ...paths]);
    return result.code === 0 ? undefined : failureOf(result).message;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Those that are on none of the others, which they take along. */
function rootsOf(mounts: readonly Mount[]): string[] {
  const ids = new Set(mounts.map(({ id }) => id));
  return mounts.filter(({ parent }) => !ids.has(parent)).map(({ path }) => path).reverse();
}

import { isMounted } from "./mountinfo.ts";
import { failureOf, run } from "./program.ts";

/**
 * Unmounts all at once, lazily, so that processes inside don't hinder it; where that fails, one by
 * one, so that none keeps the others.
 *
 * @param paths the mount points, without symbolic links
 * @returns what could not be unmounted, and why
 */
export async function detach(paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0 || await umount(paths) === undefined) return [];
  const failures: string[] = [];
  for (const path of paths) {
    if (!isMounted(path)) continue;
    const reason = await umount([path]);
    if (reason !== undefined) failures.push(`Cannot detach ${path}: ${reason}`);
  }
  return failures;
}

/** Says why it failed, or nothing. */
async function umount(paths: readonly string[]): Promise<string | undefined> {
  try {
    const result = await run("umount", ["--no-canonicalize", "--lazy", ...paths]);
    return result.code === 0 ? undefined : failureOf(result).message;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

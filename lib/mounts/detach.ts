import { mountsWithin, readMountinfo } from "./mountinfo.ts";
import { failureOf, run } from "./program.ts";

/**
 * How many bytes of paths umount(8) is given at once; the kernel takes 128 KiB of arguments where
 * the stack limit is lowest.
 */
const MAX_ARGUMENT_BYTES = 65_536;

/**
 * Unmounts everything on directories and below them, lazily, so that processes inside do not keep
 * it busy. Mounts uncovered by one pass are handled by the next.
 *
 * @returns what could not be unmounted and why, or nothing; it never throws
 */
export async function detachAll(directories: readonly string[]): Promise<string | undefined> {
  let failure: string | undefined;
  try {
    for (let count = Infinity;;) {
      const mounts = mountsWithin(readMountinfo(), ...directories);
      if (mounts.length === 0) return undefined;
      const ids = new Set(mounts.map(({ id }) => id));
      // Unmounting those that are on no other of them unmounts the others, too.
      const roots = mounts.filter(({ parent }) => !ids.has(parent)).map(({ path }) => path);
      if (mounts.length >= count) {
        return `Cannot detach ${summary(roots)}: ${failure ?? "it is still mounted"}`;
      }
      count = mounts.length;
      failure = await detach(roots.reverse());
    }
  } catch (error) {
    return `Cannot detach ${summary(directories)}: ${
      error instanceof Error ? error.message : error
    }`;
  }
}

async function detach(paths: readonly string[]): Promise<string | undefined> {
  let failure: string | undefined;
  for (const part of split(paths)) {
    const result = await run("umount", ["--no-canonicalize", "--lazy", ...part]);
    if (result.code !== 0) failure = failureOf(result, "umount").message;
  }
  return failure;
}

/** Splits paths into parts that fit the arguments of one program. */
function split(paths: readonly string[]): string[][] {
  const parts: string[][] = [];
  let room = 0;
  for (const path of paths) {
    // A character takes three bytes at most.
    room -= 3 * path.length + 1;
    if (room < 0 || parts.length === 0) {
      parts.push([]);
      room = MAX_ARGUMENT_BYTES - 3 * path.length;
    }
    parts.at(-1)!.push(path);
  }
  return parts;
}

function summary(paths: readonly string[]): string {
  const [first, ...others] = paths;
  return others.length === 0 ? `${first}` : `${first} and ${others.length} more`;
}

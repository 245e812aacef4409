import { join } from "node:path";
import { WORK } from "./layout.ts";

const SCRATCH_PREFIX = "scratch-";

/**
 * Runs code that writes into the checkout while no other process of the tools does.
 *
 * @param work the code; it gets an empty directory on the checkout's file system, which is removed
 * at the end
 * @returns what `work` returns
 */
export async function exclusively<T>(work: (scratch: string) => Promise<T>): Promise<T> {
  await Deno.mkdir(WORK, { recursive: true });
  using lock = await Deno.open(join(WORK, "lock"), { create: true, write: true });
  if (!await lock.tryLock(true)) {
    console.error("waiting for another task in this checkout to end");
    await lock.lock(true);
  }
  // With the lock held, any other scratch directory is that of a process that was killed.
  for (const { name } of [...Deno.readDirSync(WORK)]) {
    if (name.startsWith(SCRATCH_PREFIX)) await Deno.remove(join(WORK, name), { recursive: true });
  }
  const scratch = await Deno.makeTempDir({ dir: WORK, prefix: SCRATCH_PREFIX });
  try {
    return await work(scratch);
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

/**
 * Makes something unless it is there already; of several processes, only one makes it.
 *
 * @param find returns it if it is there
 * @param make makes it and moves it into place; the directory it gets is as for `exclusively`
 * @returns what was found or made
 */
export async function ensure<T>(
  find: () => T | undefined,
  make: (scratch: string) => Promise<T>,
): Promise<T> {
  return find() ?? await exclusively(async (scratch) => find() ?? await make(scratch));
}

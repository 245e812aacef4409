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
  removeLeftovers();
  const scratch = await Deno.makeTempDir({ dir: WORK, prefix: SCRATCH_PREFIX });
  try {
    return await work(scratch);
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

/** With the lock held, any other scratch directory is that of a process that was killed. */
function removeLeftovers(): void {
  for (const entry of Deno.readDirSync(WORK)) {
    if (entry.name.startsWith(SCRATCH_PREFIX)) {
      Deno.removeSync(join(WORK, entry.name), { recursive: true });
    }
  }
}

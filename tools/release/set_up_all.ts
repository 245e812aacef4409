import { ensureBuilt } from "../build/binary.ts";
import { type SetUp, setUp } from "../setup/set_up.ts";
import { type Architecture, ARCHITECTURES } from "../shared/architecture.ts";

/**
 * Sets up and builds for every architecture.
 *
 * @returns what set-up has left for each
 */
export async function setUpAll(): Promise<ReadonlyMap<Architecture, SetUp>> {
  const ready = new Map<Architecture, SetUp>();
  for (const architecture of ARCHITECTURES) {
    const done = await setUp({ architecture });
    await ensureBuilt({ architecture, denort: done.denort.path });
    ready.set(architecture, done);
  }
  return ready;
}

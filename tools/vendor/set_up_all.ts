import { type SetUp, setUp } from "../setup/set_up.ts";
import { type Architecture, ARCHITECTURES } from "../shared/architecture.ts";

/**
 * Sets up for every architecture.
 *
 * @returns what set-up has left for each
 */
export async function setUpAll(): Promise<ReadonlyMap<Architecture, SetUp>> {
  const ready = new Map<Architecture, SetUp>();
  for (const architecture of ARCHITECTURES) {
    ready.set(architecture, await setUp({ architecture }));
  }
  return ready;
}

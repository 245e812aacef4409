import { type SetUp, setUp } from "../setup/set_up.ts";
import { type Architecture, ARCHITECTURES } from "../shared/architecture.ts";
import { parseOptions, report } from "../shared/tool.ts";

/**
 * Sets up for every architecture.
 *
 * @returns what set-up has left for each
 */
export async function setUpAll(): Promise<ReadonlyMap<Architecture, SetUp>> {
  const ready = new Map<Architecture, SetUp>();
  for (const architecture of ARCHITECTURES) {
    const done = await setUp(parseOptions([`--target=${architecture}`]));
    report(done.lines);
    ready.set(architecture, done);
  }
  return ready;
}

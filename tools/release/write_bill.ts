import { findVendored } from "../setup/vendor.ts";
import type { SetUp } from "../setup/set_up.ts";
import type { Architecture } from "../shared/architecture.ts";
import { sourceTime } from "../vendor/sources.ts";
import { bill, billPath } from "./bill.ts";

/**
 * Writes the bill of materials.
 *
 * @param ready what set-up has left for each architecture
 * @returns the file
 */
export async function writeBill(ready: ReadonlyMap<Architecture, SetUp>): Promise<string> {
  const runtimes = new Map([...ready].map(([architecture, { denort }]) => [architecture, denort]));
  const { origin } = findVendored()!;
  const document = await bill({ runtimes, origin, time: await sourceTime() });
  await Deno.writeTextFile(billPath(), JSON.stringify(document, undefined, 2) + "\n");
  return billPath();
}

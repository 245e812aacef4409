import { map } from "../../inputs/map.ts";
import { ignoreSignals } from "../../linux/signals.ts";
import { warn } from "../../log.ts";
import { Mounts } from "../../mounts/mounts.ts";
import { reasonOf } from "../common/failure.ts";
import { harmlessJson } from "../common/harmless.ts";
import type { CommandResult } from "../common/result.ts";
import { findId, imageIds } from "../common/store.ts";
import type { Reference } from "./command.ts";
import { DirectoryStore } from "./directory_store.ts";
import { untilReleased } from "./until_released.ts";

/** What the command needs of the system; tests replace it. */
export interface MapSystem {
  /** The mounts. */
  readonly mounts: Pick<Mounts, "show" | "release">;
  /** Keeps signals from ending the program or its children between mounting and unmounting. */
  readonly ignoreSignals: () => void;
  /** Waits until the user has seen enough. */
  readonly untilReleased: () => Promise<void>;
}

/**
 * Maps images of a store as the service does.
 *
 * @param store the store's directory
 * @param target the directory below which the images appear
 * @param references the images
 * @param system the system
 * @returns the reply that a stage gets; closing it unmounts the images
 * @throws {Error} when a directory or an image is missing, or can't be mapped; nothing is mounted
 * then
 */
export async function mapImages(
  store: string,
  target: string,
  references: readonly Reference[],
  system: MapSystem = { mounts: new Mounts(warn), ignoreSignals, untilReleased },
): Promise<CommandResult> {
  const { mounts } = system;
  const directory = findDirectory(store, "the store", "");
  const args = {
    origin: "org.osbuild.source",
    refs: Object.fromEntries(namesById(store, references)),
    target: findDirectory(target, "to", "; make the directory first"),
    options: {},
    api: { store: directory },
  };
  system.ignoreSignals();
  const openStore = (path: string) => new DirectoryStore(path);
  // The service's own code, which needs no more of its mounts than this.
  const { result, revert } = await map({ mounts: mounts as Mounts, openStore }, args).catch(
    addRemedy,
  );
  // From here on: whoever reads the reply may send the signal at once.
  const released = system.untilReleased();
  return {
    ok: true,
    document: result,
    text: () => `${harmlessJson(result)}\n`,
    notes: ["mapped; press Enter to unmount"],
    hold: () => released,
    close: async () => {
      // A signal must not reach umount(8) while it works.
      system.ignoreSignals();
      await revert();
      return await mounts.release();
    },
  };
}

function namesById(
  store: string,
  references: readonly Reference[],
): Map<string, { readonly name: string }> {
  const ids = imageIds(store);
  const names = new Map<string, { readonly name: string }>();
  for (const { ref, name } of references) {
    const id = findId(ref, store, ids);
    if (names.has(id)) throw new Error(`Cannot map image ${id}: it is named twice`);
    names.set(id, { name: name ?? id });
  }
  return names;
}

function findDirectory(path: string, what: string, hint: string): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    throw new Error(`Cannot map ${what} ${path}: ${reasonOf(error)}${hint}`);
  }
}

/** Adds what to do, which the service can't know: there the user is osbuild. */
function addRemedy(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  const remedy = /file exists/i.test(message)
    ? "; choose another TARGET, or rmdir that directory"
    : /permission denied|superuser|only root|not permitted/i.test(message)
    ? "; run this as root"
    : "";
  throw new Error(message + remedy, { cause: error });
}

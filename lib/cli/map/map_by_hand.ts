import { map } from "../../inputs/map.ts";
import { warn } from "../../log.ts";
import { Mounts } from "../../mounts/mounts.ts";
import { ExpectedError } from "../../expected_error.ts";
import { setSignals } from "../../linux/signals.ts";
import { Errno, SystemError } from "../../linux/system_error.ts";
import { CommandFailure, reasonOf } from "../failure.ts";
import type { Outcome } from "../outcome.ts";
import { harmlessJson } from "../text/harmless.ts";
import { DirectoryStore } from "./directory_store.ts";
import { untilReleased } from "./hold.ts";
import type { Reference } from "./references.ts";

/** What the command needs of the world. */
export interface Surroundings {
  /** What is mounted. */
  readonly mounts: Pick<Mounts, "show" | "release">;
  /** Keeps signals from ending the program, or what it runs, between mounting and unmounting. */
  readonly ignoreSignals: () => void;
  /** Waits until the user has seen enough. */
  readonly untilReleased: () => Promise<void>;
  /** Finds a directory's path without symbolic links. */
  readonly realPath: (path: string) => string;
}

/**
 * Maps images of a store as the service does, and holds them.
 *
 * @param store the store's directory
 * @param target the directory below which they are to appear
 * @param references the images
 * @param surroundings the world
 * @returns the reply that a stage gets; it is held until it is released, and then taken away
 * @throws {CommandFailure} when the directories are not there
 * @throws {ExpectedError} when they can't be mapped; nothing is mounted then
 */
export async function mapByHand(
  store: string,
  target: string,
  references: readonly Reference[],
  surroundings: Surroundings = realSurroundings(),
): Promise<Outcome> {
  const { mounts, realPath } = surroundings;
  const directory = findDirectory(store, "the store", realPath);
  const args = {
    origin: "org.osbuild.source",
    refs: Object.fromEntries(references.map(({ ref, name }) => [ref, { name }])),
    target: findDirectory(target, "to", realPath),
    options: {},
    api: { store: directory },
  };
  surroundings.ignoreSignals();
  const openStore = (path: string) => new DirectoryStore(path);
  // The service's own code, which needs no more of its mounts than this.
  const { result, undo } = await map({ mounts: mounts as Mounts, openStore }, args).catch(
    explain,
  );
  // From here on: whoever reads the reply may send the signal at once.
  const released = surroundings.untilReleased();
  return {
    ok: true,
    document: result,
    text: () => `${harmlessJson(result)}\n`,
    notes: ["mapped; press Enter to take it away"],
    hold: () => released,
    close: async () => {
      // A signal must not reach umount(8) while it works.
      surroundings.ignoreSignals();
      await undo();
      const failure = await mounts.release();
      return failure === undefined ? [] : [failure];
    },
  };
}

function realSurroundings(): Surroundings {
  const realPath = (path: string) => Deno.realPathSync(path);
  return { mounts: new Mounts(warn), ignoreSignals: setSignals, untilReleased, realPath };
}

function findDirectory(path: string, what: string, realPath: (path: string) => string): string {
  try {
    return realPath(path);
  } catch (error) {
    const hint = what === "to" ? "; make the directory first" : "";
    throw new CommandFailure(`Cannot map ${what} ${path}: ${reasonOf(error)}${hint}`);
  }
}

/** What mount(8), or mkdir(2) before it, says to anybody but root. */
const NOT_ROOT = /permission denied|superuser|only root|not permitted/i;

/** Adds what to do, which the service can't know: there the user is osbuild. */
function explain(error: unknown): never {
  if (!(error instanceof ExpectedError) && !(error instanceof SystemError)) throw error;
  const remedy = error instanceof SystemError && error.errno === Errno.EEXIST
    ? "; choose another TARGET, or rmdir that directory"
    : NOT_ROOT.test(error.message)
    ? "; run this as root"
    : "";
  throw new ExpectedError(error.message + remedy);
}

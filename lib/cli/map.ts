import { join } from "@std/path/posix/join";
import { reasonOf } from "./common/files.ts";
import { readImage } from "./common/image.ts";
import type { CommandResult } from "./common/result.ts";
import { findId, idShortener, imagesDirectory, imagesIn } from "./common/store.ts";
import { harmlessJson, quote } from "./common/text.ts";
import { checkPrivileges } from "./doctor/system.ts";
import { ExistsError } from "../errors.ts";
import { containers } from "../inputs/containers/containers.ts";
import { map } from "../inputs/input.ts";
import { setSignals } from "../linux/signals.ts";
import { warn } from "../log.ts";
import { Mounts } from "../mounts/mounts.ts";
import type { Store } from "../osbuild/store_client.ts";

/** An image to be mapped, as named on the command line; without a name, it is named by its id. */
export interface Reference {
  readonly ref: string;
  readonly name: string | undefined;
}

/** Maps images of a store as the service does; closing the result unmounts them. */
export async function mapImages(
  store: string,
  target: string,
  references: readonly Reference[],
  program: string,
): Promise<CommandResult> {
  if (checkPrivileges().state !== "ok") {
    const operands = references.map(({ ref, name }) => name === undefined ? ref : `${ref}=${name}`);
    const command = [program, "map", store, target, ...operands].map(quote).join(" ");
    throw new Error(`Cannot map images: this needs root: sudo ${command}`);
  }
  const directory = findDirectory(store, "the store", "");
  const args = {
    origin: "org.osbuild.source",
    refs: namesById(store, references),
    target: findDirectory(target, "to", "; make the directory first"),
    options: {},
    api: { store: directory },
  };
  setSignals();
  // As the service does: Deno changes to its working directory again for each program that it
  // starts.
  Deno.chdir("/");
  const mounts = new Mounts((text) => warn(`${program}: ${text}`));
  const { result, undo } = await map(containers, { mounts, openStore }, args).catch(addRemedy);
  // Before the reply is printed: its reader may send the signal at once.
  const released = untilReleased();
  return {
    ok: true,
    text: () => `${harmlessJson(result)}\n`,
    notes: ["mapped; press Enter to unmount"],
    hold: () => released,
    close: async () => {
      // A signal must not reach umount(8) while it works.
      setSignals();
      await undo?.();
      const failure = await mounts.release();
      return failure === undefined ? [] : [failure];
    },
  };
}

/** A store's directory in place of a running osbuild that serves it. */
function openStore(directory: string): Store {
  return {
    source: (name) => join(directory, "sources", name),
    readTreeAt() {
      throw new Error("Cannot mount the tree of a pipeline: only a running osbuild can");
    },
    [Symbol.dispose]() {},
  };
}

function namesById(
  store: string,
  references: readonly Reference[],
): Record<string, { readonly name: string }> {
  const { ids } = imagesIn(store);
  const directory = imagesDirectory(store);
  const isNamed = (name: string) => (id: string) =>
    readImage(join(directory, id), id).image.name === name;
  const names = new Map<string, { readonly name: string }>();
  for (const { ref, name } of references) {
    const named = /^(?:sha256:)?[0-9a-f]*$/.test(ref) ? [] : ids.filter(isNamed(ref));
    if (named.length > 1) {
      const some = named.slice(0, 3).map(idShortener(ids)).join(", ");
      throw new Error(`Cannot map ${ref}: ${named.length} images have this name (${some})`);
    }
    const id = named.length === 1 ? named[0]! : findId(ref, store, ids);
    if (names.has(id)) throw new Error(`Cannot map image ${id}: it is named twice`);
    names.set(id, { name: name ?? id });
  }
  return Object.fromEntries(names);
}

function findDirectory(path: string, what: string, hint: string): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    throw new Error(`Cannot map ${what} ${path}: ${reasonOf(error)}${hint}`);
  }
}

/** Adds what to do. The service can't know that: its user is osbuild. */
function addRemedy(error: unknown): never {
  if (!(error instanceof ExistsError)) throw error;
  throw new Error(`Cannot map to ${error.path}: it exists; choose another TARGET, or rmdir it`);
}

/** Waits for Enter or the end of standard input, or a signal to end. */
async function untilReleased(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) {
    Deno.addSignalListener(signal, resolve);
  }
  untilEnter().then(resolve, resolve);
  await promise;
}

async function untilEnter(): Promise<void> {
  for await (const chunk of Deno.stdin.readable) {
    if (chunk.includes(0x0a)) return;
  }
}

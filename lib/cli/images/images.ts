import { join } from "@std/path/posix/join";
import { SOURCE } from "../../inputs/source_image.ts";
import { CommandFailure, reasonOf } from "../failure.ts";
import type { Outcome } from "../outcome.ts";
import type { Progress } from "../program/job.ts";
import { type ReadImage, readImage } from "./read_image.ts";
import { imageLines } from "./report.ts";
import { verifyAll } from "./verify_all.ts";

/**
 * Lists the images of a store.
 *
 * @param store the store's directory
 * @param verify whether to read them
 * @param progress where to tell how far that has got
 * @returns the images, with what is wrong with them
 * @throws {CommandFailure} when the store can't be read
 */
export async function images(store: string, verify: boolean, progress: Progress): Promise<Outcome> {
  const directory = join(store, "sources", SOURCE);
  const ids = await idsIn(store, directory);
  const read: ReadImage[] = [];
  for (const id of ids) read.push(await readImage(join(directory, id), id));
  const found = verify ? await verifyAll(read, progress) : read.map(({ image }) => image);
  return {
    ok: found.every(({ problems }) => problems.length === 0),
    document: { store, verified: verify, images: found },
    text: () => imageLines(found, verify),
    notes: found.length === 0
      ? [`no images in ${directory}; STORE is what osbuild's --store is`]
      : [],
  };
}

async function idsIn(store: string, directory: string): Promise<string[]> {
  try {
    // A store without images is one without that directory; without a store there is neither.
    await namesIn(store);
    return (await namesIn(directory).catch(noneIfMissing)).sort();
  } catch (error) {
    const hint = error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.NotFound
      ? "; STORE is what osbuild's --store is"
      : error instanceof Deno.errors.PermissionDenied
      ? "; run this as root"
      : "";
    throw new CommandFailure(`Cannot read the store ${store}: ${reasonOf(error)}${hint}`);
  }
}

async function namesIn(directory: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name);
}

function noneIfMissing(error: unknown): string[] {
  if (error instanceof Deno.errors.NotFound) return [];
  throw error;
}

import { existsSync } from "node:fs";
import { join } from "@std/path/posix/join";
import { reasonOf } from "./files.ts";
import { SOURCE } from "../../inputs/containers/source_image.ts";

/** The ids of images. */
export const IMAGE_ID = /^sha256:[0-9a-f]{64}$/;

/** Digits of a shortened id, as container tools show them. */
const SHORT_DIGITS = 12;

/** Names the directory of a store that has an entry for each image, named by the image's id. */
export function imagesDirectory(store: string): string {
  return join(store, "sources", SOURCE);
}

/** Where osbuild's source keeps an image until it is complete; a killed osbuild leaves it. */
const DOWNLOAD = /^tmp-download-/;

/** Lists the ids of a store's images, and the names of directories of downloads. */
export function imagesIn(store: string): Record<"ids" | "downloads", readonly string[]> {
  if (store === "") throw new Error("STORE is empty");
  try {
    [...Deno.readDirSync(join(store, "sources"))];
    const names = [...Deno.readDirSync(imagesDirectory(store))].map(({ name }) => name).sort();
    return {
      ids: names.filter((it) => !DOWNLOAD.test(it)),
      downloads: names.filter((it) => DOWNLOAD.test(it)),
    };
  } catch (error) {
    const isStore = (path: string) => existsSync(join(path, "sources"));
    // A store without images lacks the directory of their source.
    if (error instanceof Deno.errors.NotFound && isStore(store)) return { ids: [], downloads: [] };
    const near = NEAR.map((it) => join(store, it)).find(isStore);
    const hint = error instanceof Deno.errors.PermissionDenied
      ? "run this as root"
      : near === undefined
      ? "STORE is the directory given to osbuild by --store"
      : `did you mean ${near}?`;
    const reason = existsSync(store) && error instanceof Deno.errors.NotFound
      ? "it has no directory sources"
      : reasonOf(error);
    throw new Error(`Cannot read the store ${store}: ${reason}; ${hint}`);
  }
}

/** Where a store is, from the directory that people name instead. */
const NEAR = ["store", ".osbuild", "..", "../..", "../../.."];

/** Finds the only image by its id or the beginning of it, with or without `sha256:`. */
export function findId(start: string, store: string, ids: readonly string[]): string {
  if (ids.includes(start)) return start;
  const wanted = digitsOf(start);
  const found = ids.filter((id) => id.startsWith(start) || digitsOf(id).startsWith(wanted));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    const some = found.slice(0, 3).map(idShortener(ids)).join(", ") +
      (found.length > 3 ? ", ..." : "");
    throw new Error(`Cannot find image ${start}: ${found.length} ids start with it (${some})`);
  }
  if (ids.length === 0) throw new Error(`Cannot find image ${start}: ${store} has no images`);
  throw new Error(
    `Cannot find image ${start}: no image id in ${store} starts with it; ` +
      `list them with 'images ${store}'`,
  );
}

/** Makes a function that shortens ids to the digits that distinguish them. */
export function idShortener(ids: readonly string[]): (id: string) => string {
  const isEnough = (digits: number) =>
    new Set(ids.map((id) => digitsOf(id).slice(0, digits))).size === ids.length;
  let digits = SHORT_DIGITS;
  while (digits < 64 && !isEnough(digits)) digits++;
  return (id) => IMAGE_ID.test(id) ? digitsOf(id).slice(0, digits) : id;
}

function digitsOf(id: string): string {
  return id.replace(/^sha256:/, "");
}

import { existsSync } from "@std/fs/exists";
import { join } from "@std/path/posix/join";
import { reasonOf } from "./files.ts";
import { nearest } from "./text.ts";
import { SOURCE } from "../../inputs/containers/source_image.ts";

/** The ids of images. */
export const IMAGE_ID = /^sha256:[0-9a-f]{64}$/;

/** Digits of a shortened id, as container tools show them. */
const SHORT_DIGITS = 12;

/** Names the directory of a store that has an entry for each image, named by the image's id. */
export function imagesDirectory(store: string): string {
  return join(store, "sources", SOURCE);
}

/** Lists the images of a store. */
export function imageIds(store: string): string[] {
  try {
    Deno.readDirSync(store).next();
    return [...Deno.readDirSync(imagesDirectory(store))].map(({ name }) => name).sort();
  } catch (error) {
    // A store without images lacks the directory of their source.
    if (error instanceof Deno.errors.NotFound && existsSync(store)) return [];
    const hint = error instanceof Deno.errors.PermissionDenied
      ? "run this as root"
      : "STORE is the directory given to osbuild by --store";
    throw new Error(`Cannot read the store ${store}: ${reasonOf(error)}; ${hint}`);
  }
}

/** Finds the only image by its id or the beginning of it, with or without `sha256:`. */
export function findId(start: string, store: string, ids: readonly string[]): string {
  if (ids.includes(start)) return start;
  const wanted = digitsOf(start);
  const found = ids.filter((id) => id.startsWith(start) || digitsOf(id).startsWith(wanted));
  if (found.length === 1) return found[0]!;
  const beginnings = (of: readonly string[], more: number) =>
    of.map((id) => digitsOf(id).slice(0, wanted.length + more));
  if (found.length > 1) {
    const some = beginnings(found.slice(0, 3), 6).join(", ") + (found.length > 3 ? ", ..." : "");
    throw new Error(`Cannot find image ${start}: ${found.length} ids start with it (${some})`);
  }
  if (ids.length === 0) throw new Error(`Cannot find image ${start}: ${store} has no images`);
  const near = nearest(wanted, beginnings(ids, 0));
  const advice = near === undefined ? `list them with 'images ${store}'` : `did you mean ${near}?`;
  throw new Error(`Cannot find image ${start}: no image id in ${store} starts with it; ${advice}`);
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

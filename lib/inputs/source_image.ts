import type { View } from "../mounts/plan.ts";
import { ServiceError } from "../service_error.ts";
import { checkComponent } from "./request.ts";

/** Name of the source that keeps container images, and of its folder in the store. */
export const SOURCE = "org.osbuild.containers";

/**
 * Finds the image of a reference in the source's folder (sources/org.osbuild.skopeo puts it there,
 * as a folder in skopeo's `dir:` layout, since v83).
 *
 * @param folder the source's folder
 * @param ref the image's id
 * @returns what is to be mounted
 * @throws {ServiceError} `ValueError` when the reference is no folder's name, `RuntimeError` when
 *   the image is not there or not a folder
 */
export function sourceImage(folder: string, ref: string): View {
  checkComponent(ref);
  const item = `${folder}/${ref}`;
  const source = `${item}/image`;
  // Both are looked at without following links, so that an image can't lead out of the store.
  const holder = look(item, ref);
  if (!holder.isDirectory) throw notAFolder(item, ref);
  const identity = look(source, ref);
  if (!identity.isDirectory) throw notAFolder(source, ref);
  return { source, identity, name: ref };
}

function look(path: string, ref: string): Deno.FileInfo {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new ServiceError(
      "RuntimeError",
      `Cannot map image ${ref}: ${path} does not exist; the image is missing in the store, or the ` +
        `store is from an osbuild before v83 (docker-archive): let osbuild fetch the image again`,
    );
  }
}

function notAFolder(path: string, ref: string): ServiceError {
  return new ServiceError("RuntimeError", `Cannot map image ${ref}: ${path} is not a folder`);
}

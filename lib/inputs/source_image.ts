import type { View } from "../mounts/plan.ts";
import { ServiceError } from "../service_error.ts";
import { checkComponent } from "./request.ts";

/** Name of the source that keeps container images, and of its directory in the store. */
export const SOURCE = "org.osbuild.containers";

/**
 * Finds the image of a reference in the source's directory (sources/org.osbuild.skopeo puts it there,
 * as a directory in skopeo's `dir:` layout, since v83).
 *
 * @param directory the source's directory
 * @param ref the image's id
 * @returns what is to be mounted
 * @throws {ServiceError} `ValueError` when the reference is no directory's name, `RuntimeError` when
 *   the image is not there or not a directory
 */
export function sourceImage(directory: string, ref: string): View {
  checkComponent(ref);
  const item = `${directory}/${ref}`;
  const source = `${item}/image`;
  // Both are looked at without following links, so that an image can't lead out of the store.
  const holder = look(item, ref);
  if (!holder.isDirectory) throw notADirectory(item, ref);
  const identity = look(source, ref);
  if (!identity.isDirectory) throw notADirectory(source, ref);
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

function notADirectory(path: string, ref: string): ServiceError {
  return new ServiceError("RuntimeError", `Cannot map image ${ref}: ${path} is not a directory`);
}

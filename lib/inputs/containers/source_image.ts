import { ExpectedError } from "../../errors.ts";
import { checkComponent } from "../request.ts";
import type { CheckedView, Identity } from "../../mounts/mounts.ts";

/** Name of the source that keeps container images, and of its directory in the store. */
export const SOURCE = "org.osbuild.containers";

/**
 * Finds the image of a reference in the source's directory (sources/org.osbuild.skopeo puts it
 * there, as a directory in skopeo's `dir:` layout, since v83).
 *
 * @param directory the source's directory, without symbolic links
 * @throws {RequestError} when the reference can't be a directory's name
 * @throws {ExpectedError} when the image does not exist or is not a directory
 */
export function sourceImage(directory: string, ref: string): CheckedView {
  checkComponent(ref);
  const view = { source: `${directory}/${ref}/image`, mountPoint: ref, check };
  // Symbolic links are not followed, so that no image leads out of the store.
  function check(): Identity {
    lookAtDirectory(`${directory}/${ref}`, ref);
    return lookAtDirectory(view.source, ref);
  }
  check();
  return view;
}

function lookAtDirectory(path: string, ref: string): Identity {
  let found: Deno.FileInfo;
  try {
    found = Deno.lstatSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new ExpectedError(
      `Cannot map image ${ref}: ${path} does not exist; the image is missing in the store, or the ` +
        `store is from an osbuild before v83 (docker-archive): let osbuild fetch the image again`,
    );
  }
  if (found.isDirectory) return found;
  throw new ExpectedError(`Cannot map image ${ref}: ${path} is not a directory`);
}

import { ExpectedError } from "../../errors.ts";
import { resolvePath } from "../../linux/paths.ts";
import { isWithin } from "../../mounts/mountinfo.ts";
import type { CheckedView, Identity } from "../../mounts/target.ts";
import { checkComponent } from "../request.ts";

/** Name of the source that keeps container images, and of its directory in the store. */
export const SOURCE = "org.osbuild.containers";

/**
 * Finds the image of a reference in the source's directory (sources/org.osbuild.skopeo puts it
 * there, as a directory in skopeo's `dir:` layout, since v83). The store's owner may have put a
 * symbolic link there, to another place in the source's directory.
 *
 * @param directory the source's directory, without symbolic links
 * @throws {RequestError} when the reference can't be a directory's name
 * @throws {ExpectedError} when the image does not exist, is not a directory, or is elsewhere
 */
export function sourceImage(directory: string, ref: string): CheckedView {
  checkComponent(ref);
  const { path: source } = find(directory, ref);
  const check = () => {
    const found = find(directory, ref);
    if (found.path === source) return found;
    throw new ExpectedError(`Cannot map ${ref}: its directory was exchanged`);
  };
  return { source, mountPoint: ref, check };
}

/** Finds a directory by a path without symbolic links; what takes its place later is another. */
function find(directory: string, ref: string): Identity & { path: string } {
  const path = `${directory}/${ref}/image`;
  let found: Deno.FileInfo | undefined;
  for (const part of [`${directory}/${ref}`, path]) {
    found = lookAt(part, ref);
    if (found.isSymlink) return follow(part, path, directory, ref);
    if (!found.isDirectory) throw refusal(ref, `${part} is not a directory`);
  }
  return { path, dev: found!.dev, ino: found!.ino };
}

function follow(link: string, path: string, directory: string, ref: string) {
  const named = `${link} is a symbolic link to ${Deno.readLinkSync(link)}`;
  let real: string;
  try {
    real = resolvePath(path);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const missing = error instanceof Deno.errors.NotFound;
    const reason = missing ? "where no image is" : `which can't be followed: ${error.message}`;
    throw refusal(ref, `${named}, ${reason}`);
  }
  const { isDirectory, dev, ino } = Deno.lstatSync(real);
  if (!isWithin(real, directory) || real === directory) {
    const way = "replace the link by a copy, or a bind mount, of that directory";
    throw refusal(ref, `${named}, which leads out of ${directory}, to ${real}; ${way}`);
  }
  if (!isDirectory) throw refusal(ref, `${named}, and ${real} is not a directory`);
  return { path: real, dev, ino };
}

function lookAt(path: string, ref: string): Deno.FileInfo {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw refusal(
      ref,
      `${path} does not exist; the image is missing in the store, or the store is from an osbuild ` +
        "before v83 (docker-archive): let osbuild fetch the image again",
    );
  }
}

function refusal(ref: string, problem: string): ExpectedError {
  return new ExpectedError(`Cannot map image ${ref}: ${problem}`);
}

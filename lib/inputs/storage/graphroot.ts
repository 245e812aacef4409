import { ExpectedError } from "../../errors.ts";
import type { StorageConf } from "./storage_conf.ts";
import { describe } from "../../json.ts";
import { resolvePath } from "../../linux/paths.ts";
import type { CheckedView } from "../../mounts/target.ts";

/** Where the storage is if the configuration does not say it, as osbuild does since v187. */
export const DEFAULT_GRAPHROOT = "/var/lib/containers/storage";

/** Where stages look for it below the target (osbuild/util/containers.py). */
export const MOUNT_POINT = "storage";

/**
 * Finds the directory of the host's container storage.
 *
 * @throws {ExpectedError} when it has no absolute path, does not exist or is not a directory
 */
export function graphroot({ path: file, storage }: StorageConf): CheckedView {
  const { graphroot = DEFAULT_GRAPHROOT } = storage;
  if (
    typeof graphroot !== "string" || !graphroot.startsWith("/") || graphroot.includes("\0") ||
    !graphroot.isWellFormed()
  ) {
    throw new ExpectedError(
      `Cannot map the container storage: graphroot in ${file} is '${describe(graphroot)}', ` +
        `which is not an absolute path${inUtf8(graphroot)}; correct it there${hint(graphroot)}`,
    );
  }
  const source = realDirectory(graphroot, file);
  // The path is real: what takes its place later is not followed.
  return { source, mountPoint: MOUNT_POINT, check: () => Deno.lstatSync(source) };
}

function realDirectory(path: string, file: string): string {
  const named = `Cannot map the container storage: ${path}, the graphroot of ${file},`;
  let real: string;
  try {
    real = resolvePath(path);
  } catch (error) {
    if (isMissing(error)) {
      throw new ExpectedError(
        `${named} does not exist; correct graphroot there, or make the directory by pulling an image` +
          hint(path),
      );
    }
    const reason = error instanceof Error ? error.message : error;
    throw new ExpectedError(`${named} can't be reached: ${reason}; correct graphroot there`);
  }
  if (Deno.lstatSync(real).isDirectory) return real;
  throw new ExpectedError(`${named} is not a directory; correct graphroot there`);
}

function inUtf8(path: unknown): string {
  return typeof path === "string" && !path.isWellFormed() ? " in UTF-8" : "";
}

/** What to write instead of variables, which podman expands. */
function hint(path: unknown): string {
  return typeof path === "string" && path.includes("$")
    ? " (osbuild does not expand variables such as $HOME: write the path in full)"
    : "";
}

function isMissing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

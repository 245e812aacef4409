import { readProc } from "../linux/read_proc.ts";

/** The input that shows images of osbuild's store. */
export const CONTAINERS = "org.osbuild.containers";

/** The input that shows the host's container storage. */
export const CONTAINERS_STORAGE = "org.osbuild.containers-storage";

/**
 * Tells which input is meant, by the name that the program was started by: requests don't say it.
 * osbuild passes the path of the input as argv[0]; Deno only knows the file behind it, which is the
 * same for both.
 *
 * @returns {@linkcode CONTAINERS_STORAGE} if that is the last component of the path, else
 *   {@linkcode CONTAINERS}
 * @throws {SystemError} when /proc can't be read
 */
export function inputName(): typeof CONTAINERS | typeof CONTAINERS_STORAGE {
  const [path = ""] = readProc("/proc/self/cmdline").split("\0");
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name === CONTAINERS_STORAGE ? CONTAINERS_STORAGE : CONTAINERS;
}

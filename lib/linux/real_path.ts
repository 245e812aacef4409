/**
 * Resolves symbolic links in a path, as the kernel does. With less than all permissions, Deno drops
 * `link/..` from a path before it looks, even if the link leads elsewhere; a component at a time,
 * nothing is dropped.
 *
 * @param path an absolute path
 * @returns the path without symbolic links and dots
 * @throws {Deno.errors.NotFound} when nothing is there, others when it can't be reached
 */
export function resolvePath(path: string): string {
  if (!path.includes("/..")) return Deno.realPathSync(path);
  return path.split("/").reduce((real, name) => Deno.realPathSync(`${real}/${name}`), "");
}

/**
 * Resolves symbolic links in a path, if it exists.
 *
 * @param path an absolute path
 * @returns the path without symbolic links, or unchanged if nothing is there
 */
export function realPath(path: string): string {
  try {
    return resolvePath(path);
  } catch {
    return path;
  }
}

/**
 * Resolves symbolic links in a path, if it exists.
 *
 * @param path an absolute path
 * @returns the path without symbolic links, or unchanged if nothing is there
 */
export function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}

/**
 * Follows symbolic links as far as they lead anywhere.
 *
 * @param path an absolute path
 * @returns the path without symbolic links, or as it was where nothing is there
 */
export function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}

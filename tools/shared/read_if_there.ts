/**
 * Reads a text file that may be missing.
 *
 * @param path the file
 * @returns its content, or nothing if there is no such file
 */
export function readIfThere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Reads the metadata of a file that may be missing.
 *
 * @param path the file
 * @returns its metadata, or nothing if there is no such file
 */
export function statIfThere(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

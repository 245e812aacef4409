import { dirname, join } from "node:path";

/**
 * Moves a finished file into place, atomically.
 *
 * @param from the file, on the same file system
 * @param to where it belongs
 */
export async function replaceFile(from: string, to: string): Promise<void> {
  await Deno.mkdir(dirname(to), { recursive: true });
  await Deno.rename(from, to);
}

/**
 * Moves a finished directory into the place of an older one.
 *
 * @param from the directory, on the same file system
 * @param to where it belongs
 * @param scratch a directory for the older one
 */
export async function replaceDirectory(from: string, to: string, scratch: string): Promise<void> {
  try {
    await Deno.rename(to, join(scratch, "replaced"));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await Deno.rename(from, to);
}

import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { ROOT, WORK } from "./project.ts";

/** Moves a finished file, atomically, or directory into the place of an older one. */
export async function replace(from: string, to: string): Promise<void> {
  if (existsSync(to) && Deno.statSync(to).isDirectory) await Deno.remove(to, { recursive: true });
  await Deno.mkdir(dirname(to), { recursive: true });
  await Deno.rename(from, to);
}

/**
 * Reads source files of the project.
 *
 * @param places files and directories, from the top of the checkout; what is missing is left out
 * @returns content by path from the top of the checkout, sorted by path
 */
export function sourceFiles(...places: readonly string[]): Map<string, Uint8Array> {
  const paths = places.flatMap((place) => filesBelow(join(ROOT, place))).sort();
  return new Map(paths.map((path) => [relative(ROOT, path), Deno.readFileSync(path)]));
}

/** Lists the files below a directory; symbolic links are left out. */
export function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!Deno.statSync(path).isDirectory) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Computes the SHA-256 of a file. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}

/** Runs code with an empty directory on the checkout's file system, which is removed at the end. */
export async function withScratch<T>(work: (scratch: string) => Promise<T>): Promise<T> {
  await Deno.mkdir(WORK, { recursive: true });
  const scratch = await Deno.makeTempDir({ dir: WORK });
  try {
    return await work(scratch);
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

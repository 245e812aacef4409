import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { ROOT, WORK } from "./project.ts";

/**
 * Reads a text file that may be missing.
 *
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

/** Moves a finished file into place, atomically. */
export async function replaceFile(from: string, to: string): Promise<void> {
  await Deno.mkdir(dirname(to), { recursive: true });
  await Deno.rename(from, to);
}

/** Moves a finished directory into the place of an older one. */
export async function replaceDirectory(from: string, to: string, scratch: string): Promise<void> {
  try {
    await Deno.rename(to, join(scratch, "replaced"));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
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
  const info = statIfThere(path);
  if (!info?.isDirectory) return info ? [path] : [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Computes the digest of a file. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}

/**
 * Hashes everything that a result depends on.
 *
 * @param parts texts and bytes, in order; divided otherwise, they have another hash
 */
export function fingerprint(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
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

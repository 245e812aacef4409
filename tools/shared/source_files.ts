import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { statIfThere } from "./read_if_there.ts";
import { ROOT } from "./layout.ts";

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

/**
 * Lists the files below a directory; symbolic links are left out.
 *
 * @param path the directory, or a file
 * @returns paths that begin with `path`
 */
export function filesBelow(path: string): string[] {
  const info = statIfThere(path);
  if (!info?.isDirectory) return info ? [path] : [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

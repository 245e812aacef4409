import { ServiceError } from "../service_error.ts";

/**
 * Finds the archive in the tree of a pipeline: the first regular file in its top directory, names in
 * the order of their code points, symbolic links followed.
 *
 * @param directory where the tree is mounted
 * @returns the file's name
 * @throws {ServiceError} `RuntimeError` when there is none, in the original's words
 */
export function pipelineArchive(directory: string): string {
  const names = [...Deno.readDirSync(directory)].map(({ name }) => name).sort(byCodePoint);
  const archive = names.find((name) => isFile(`${directory}/${name}`));
  if (archive !== undefined) return archive;
  throw new ServiceError("RuntimeError", "No archive files in source");
}

/**
 * Compares names as Python sorts them; JavaScript's own order differs beyond U+FFFF.
 *
 * @param one a name
 * @param other another
 * @returns negative, zero or positive as `one` comes before, with or after `other`
 */
export function byCodePoint(one: string, other: string): number {
  const points = other[Symbol.iterator]();
  for (const char of one) {
    const against = points.next();
    if (against.done) return 1;
    const difference = char.codePointAt(0)! - against.value.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return points.next().done ? 0 : -1;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    // A dangling or looping link, or one into a place that nobody may read: passed over.
    return false;
  }
}

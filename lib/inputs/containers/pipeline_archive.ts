import { ExpectedError } from "../../errors.ts";
import { listDirectory } from "../../linux/directory.ts";
import { fileStatus } from "../../linux/file_status.ts";

/**
 * Finds the archive in the tree of a pipeline: the first regular file in its top directory, by code
 * points of the names, symbolic links followed.
 *
 * @returns the file's name; bytes that are not UTF-8 are lone surrogates in it, as in Python
 * @throws {ExpectedError} when there is none, with the original's text
 * @throws {SystemError} when the directory can't be read
 */
export function pipelineArchive(directory: string): string {
  const names = listDirectory(directory).sort(byCodePoint);
  const archive = names.find((name) => isFile(`${directory}/${name}`));
  if (archive !== undefined) return archive;
  throw new ExpectedError("No archive files in source");
}

/**
 * Compares names as Python sorts them; JavaScript's own order differs beyond U+FFFF.
 *
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
    return fileStatus(path).regular;
  } catch {
    // A dangling or looping link, or one to a place that can't be read: ignored, as in the original.
    return false;
  }
}

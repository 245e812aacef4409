import { ExpectedError } from "../../errors.ts";
import { listDirectory } from "../../linux/directory.ts";
import { fileStatus } from "../../linux/file.ts";

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

/** Compares names as Python sorts them; JavaScript's own order differs beyond U+FFFF. */
function byCodePoint(one: string, other: string): number {
  const [a, b] = [one, other].map((name) => Array.from(name, (char) => char.codePointAt(0)!));
  const at = a!.findIndex((point, i) => point !== b![i]);
  return at < 0 ? a!.length - b!.length : a![at]! - (b![at] ?? -1);
}

function isFile(path: string): boolean {
  try {
    return fileStatus(path).regular;
  } catch {
    // A dangling or looping link, or one to a place that can't be read: ignored, as in the original.
    return false;
  }
}

import { CommandFailure } from "../failure.ts";
import { readFile } from "../files/read_file.ts";

/** The longest file of JSON in an image that is read: containers' own tools stop at 4 MiB. */
const LIMIT = 4_194_304;

/**
 * Looks at a file in an image. Links are not followed: they could lead anywhere.
 *
 * @param path the file
 * @returns its length
 * @throws {CommandFailure} when it is missing or no regular file; the text needs no path before it
 */
export async function regularFile(path: string): Promise<number> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new CommandFailure("it is missing");
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new CommandFailure("permission denied: run this as root");
    }
    throw error;
  }
  if (info.isSymlink) throw new CommandFailure("it is a symbolic link, not a file");
  if (info.isDirectory) throw new CommandFailure("it is a directory, not a file");
  if (!info.isFile) throw new CommandFailure("it is a device, pipe or socket, not a file");
  return info.size;
}

/**
 * Reads a file of JSON in an image.
 *
 * @param path the file
 * @returns its value
 * @throws {CommandFailure} when it is missing, no regular file, or no JSON of reasonable length
 */
export async function readJson(path: string): Promise<unknown> {
  const size = await regularFile(path);
  if (size > LIMIT) throw new CommandFailure(`it holds ${size} bytes, more than ${LIMIT}`);
  const bytes = await readFile(path, LIMIT);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new CommandFailure("it is not JSON");
  }
}

/**
 * Making and removing mount points. The program has no permission to write files; these two calls
 * of the C library are all that it changes below a target, and neither can destroy content.
 *
 * @module
 */
import { cString } from "./c_string.ts";
import { libc, rareLibc } from "./libc.ts";
import { checked, Errno, SystemError } from "./system_error.ts";
import { ServiceError } from "../service_error.ts";

const MODE = 0o755;

/**
 * Makes a directory that must not be there yet.
 *
 * @param path the directory; the one above it exists
 * @throws {ServiceError} `FileExistsError`, in Python's words, when something of that name is
 *   there, `RuntimeError` when it can't be made
 */
export function makeDirectory(path: string): void {
  try {
    checked(libc().mkdir(cString(path), MODE), "make a directory");
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (error.errno === Errno.EEXIST) {
      throw new ServiceError("FileExistsError", `[Errno 17] File exists: '${path}'`);
    }
    throw new ServiceError("RuntimeError", `Cannot make the directory ${path}: ${error.reason}`);
  }
}

/**
 * Removes a directory if it is empty and nothing is mounted there; else it stays.
 *
 * @param path the directory
 */
export function removeDirectory(path: string): void {
  try {
    rareLibc().rmdir(cString(path));
  } catch {
    // Without a free descriptor the call can't be loaded, and the directory stays as well.
  }
}

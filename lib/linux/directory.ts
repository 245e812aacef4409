/**
 * Making, removing and listing directories. The program has no permission to write files; mkdir(2)
 * and rmdir(2) are all that it changes below a target, and neither can destroy content.
 *
 * @module
 */
import { rareLibc } from "./libc.ts";
import { copyFrom } from "./memory.ts";
import { cString, decodePath } from "./paths.ts";
import { Errno, errno, SystemError } from "./system_error.ts";
import { ExistsError } from "../errors.ts";

const MODE = 0o755;
/** Where `struct dirent` holds the name (the same on all 64-bit machines). */
const NAME_OFFSET = 19;

/**
 * Makes a directory.
 *
 * @throws {ExistsError} when something of that name exists
 * @throws {SystemError} when it can't be made
 */
export function makeDirectory(path: string): void {
  if (rareLibc().mkdir(cString(path), MODE) === 0) return;
  const number = errno();
  if (number === Errno.EEXIST) throw new ExistsError(path);
  throw new SystemError(`make the directory ${path}`, number);
}

/** Removes a directory if it is empty and nothing is mounted there; otherwise it stays. */
export function removeDirectory(path: string): void {
  try {
    rareLibc().rmdir(cString(path));
  } catch {
    // Without a free descriptor the call can't be loaded, and the directory stays as well.
  }
}

/**
 * Lists a directory. Deno leaves out names that are not UTF-8.
 *
 * @returns the names in it, as decodePath() gives them, in no order, without `.` and `..`
 */
export function listDirectory(path: string): string[] {
  const { opendir, readdir, closedir, strlen } = rareLibc();
  const stream = opendir(cString(path));
  if (stream === 0n) throw new SystemError(`list the directory ${path}`, errno());
  try {
    const names: string[] = [];
    for (let entry = readdir(stream); entry !== 0n; entry = readdir(stream)) {
      const name = entry + BigInt(NAME_OFFSET);
      names.push(decodePath(copyFrom(name, Number(strlen(name)))));
    }
    return names.filter((name) => name !== "." && name !== "..");
  } finally {
    closedir(stream);
  }
}

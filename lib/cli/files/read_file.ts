import { CommandFailure, reasonOf } from "../failure.ts";
import { formatBytes } from "../text/bytes.ts";

/** What stands for standard input on a command line. */
export const STANDARD_INPUT = "-";

/** What can be read piece by piece, as Deno's files can. */
interface Source {
  read(buffer: Uint8Array): Promise<number | null>;
}

/**
 * Reads a file that the user named: of any kind, a pipe for instance.
 *
 * @param path the file; `-` is standard input
 * @param limit how many bytes it may hold, so that one without end is noticed
 * @returns its content
 * @throws {CommandFailure} when it can't be read or is longer
 */
export async function readFile(path: string, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    // Deno lets nobody open these by path who has not got all permissions.
    if (path === STANDARD_INPUT || path === "/dev/stdin") {
      return await readAll(Deno.stdin, limit);
    }
    using file = await Deno.open(path);
    return await readAll(file, limit);
  } catch (error) {
    const name = path === STANDARD_INPUT ? "standard input" : path;
    throw new CommandFailure(`Cannot read ${name}: ${reasonOf(error)}`);
  }
}

async function readAll(source: Source, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  let bytes = new Uint8Array(65_536);
  let length = 0;
  for (;;) {
    if (length === bytes.length) {
      const larger = new Uint8Array(2 * length);
      larger.set(bytes);
      bytes = larger;
    }
    const count = await source.read(bytes.subarray(length));
    if (count === null) return bytes.subarray(0, length);
    length += count;
    if (length > limit) throw new Error(`it is longer than ${formatBytes(limit)}`);
  }
}

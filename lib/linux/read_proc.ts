import { readToEnd } from "./content.ts";
import { Descriptor } from "./descriptor.ts";
import { libc } from "./libc.ts";
import { cString, decodePath } from "./paths.ts";
import { checked } from "./system_error.ts";

const O_RDONLY_CLOEXEC = 0o2000000;
const CHUNK_BYTES = 65_536;

/**
 * Reads a file below /proc. There, Deno requires all permissions; the C library does not.
 *
 * @throws {SystemError} when it can't be read
 */
export function readProc(path: string): string {
  using file = new Descriptor(
    checked(libc().open(cString(path), O_RDONLY_CLOEXEC), `open ${path}`),
  );
  const bytes = readToEnd(file, { doing: `read ${path}`, room: CHUNK_BYTES, limit: Infinity });
  return decodePath(bytes);
}

import { Descriptor } from "./descriptor.ts";
import { libc } from "./libc.ts";
import { cString, decodePath } from "./paths.ts";
import { checked, uninterrupted } from "./system_error.ts";

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
  let bytes = new Uint8Array(CHUNK_BYTES);
  let length = 0;
  for (;;) {
    if (length === bytes.length) bytes = grown(bytes);
    const rest = bytes.subarray(length);
    const count = uninterrupted(
      () => libc().read(file.number, rest, BigInt(rest.length)),
      `read ${path}`,
    );
    if (count === 0) return decodePath(bytes.subarray(0, length));
    length += count;
  }
}

function grown(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(2 * bytes.length);
  larger.set(bytes);
  return larger;
}

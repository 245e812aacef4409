import { Descriptor } from "./descriptor.ts";
import { cString } from "./c_string.ts";
import { libc } from "./libc.ts";
import { checked, uninterrupted } from "./system_error.ts";

const O_RDONLY_CLOEXEC = 0o2000000;
const CHUNK_BYTES = 65_536;

/**
 * Reads a file below /proc. Deno asks for all permissions before it reads there; the C library does
 * not.
 *
 * @param path the file
 * @returns its text
 * @throws {SystemError} when it can't be read
 */
export function readProc(path: string): string {
  using file = new Descriptor(
    checked(libc().open(cString(path), O_RDONLY_CLOEXEC), `open ${path}`),
  );
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(CHUNK_BYTES);
  let text = "";
  for (;;) {
    const count = uninterrupted(
      () => libc().read(file.number, chunk, BigInt(CHUNK_BYTES)),
      `read ${path}`,
    );
    if (count === 0) return text;
    text += decoder.decode(chunk.subarray(0, count), { stream: true });
  }
}

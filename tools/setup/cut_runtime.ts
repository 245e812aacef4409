import type { Architecture } from "../shared/architecture.ts";
import { readElf } from "./elf.ts";

/**
 * Cuts the runtime from the front of a compiled program. Deno appends the program's own code behind
 * the last byte that belongs to the runtime.
 *
 * @param program a program made by `deno compile`
 * @param architecture what it must be for
 * @returns the bare runtime; a view into `program`
 * @throws {TypeError} when it is no program, or one for another architecture
 */
export function cutRuntime(program: Uint8Array, architecture: Architecture): Uint8Array {
  const elf = readElf(program);
  if (elf.architecture !== architecture) {
    throw new TypeError(
      `Cannot cut a runtime for ${architecture}: the program is for ` +
        (elf.architecture ?? "another architecture"),
    );
  }
  if (elf.end > program.length) throw new TypeError("Cannot cut the runtime: it ends too early");
  return program.subarray(0, elf.end);
}

import type { Architecture } from "../shared/architecture.ts";

/** Values of `e_machine`. */
const MACHINES: Readonly<Record<number, Architecture>> = { 62: "x86_64", 183: "aarch64" };

/** Length of a 64-bit ELF header. */
export const ELF_HEADER_SIZE = 64;

/** What the header of a program says. */
export interface Elf {
  /** The architecture, if Deno runs on it. */
  readonly architecture: Architecture | undefined;
  /** Offset of the end of the section header table, behind which anything appended begins. */
  readonly end: number;
}

/**
 * Reads the header of a 64-bit little-endian ELF file.
 *
 * @param bytes the file, or its first {@linkcode ELF_HEADER_SIZE} bytes
 * @returns its architecture and where it ends
 * @throws {TypeError} when it is no such file
 */
export function readElf(bytes: Uint8Array): Elf {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isElf = bytes.length >= ELF_HEADER_SIZE && view.getUint32(0) === 0x7f454c46 &&
    view.getUint16(4) === 0x0201;
  if (!isElf) throw new TypeError("Cannot read the program: it is not a 64-bit ELF file");
  const sectionTable = Number(view.getBigUint64(0x28, true));
  const sectionSize = view.getUint16(0x3a, true);
  const sections = view.getUint16(0x3c, true);
  return {
    architecture: MACHINES[view.getUint16(0x12, true)],
    end: sectionTable + sectionSize * sections,
  };
}

/**
 * Cuts the runtime from a compiled program: Deno appends the program's own code to it.
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

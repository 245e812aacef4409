import type { Architecture } from "../shared/architecture.ts";

/** Values of `e_machine`. */
const MACHINES: Readonly<Record<number, Architecture>> = { 62: "x86_64", 183: "aarch64" };

/** What the header of a program says. */
export interface Elf {
  /** The architecture, if Deno runs on it. */
  readonly architecture: Architecture | undefined;
  /** End of the section header table. In a compiled program, what Deno appended begins there. */
  readonly end: number;
}

/**
 * Reads the header of a 64-bit little-endian ELF file.
 *
 * @param path the file
 * @returns its architecture and where it ends
 * @throws {TypeError} when it is no such file
 */
export function readElf(path: string): Elf {
  using file = Deno.openSync(path);
  const header = new DataView(new ArrayBuffer(64));
  file.readSync(new Uint8Array(header.buffer));
  if (header.getUint32(0) !== 0x7f454c46 || header.getUint16(4) !== 0x0201) {
    throw new TypeError(`Cannot use ${path}: it is not a 64-bit ELF file`);
  }
  const [size, count] = [header.getUint16(0x3a, true), header.getUint16(0x3c, true)];
  return {
    architecture: MACHINES[header.getUint16(0x12, true)],
    end: Number(header.getBigUint64(0x28, true)) + size * count,
  };
}

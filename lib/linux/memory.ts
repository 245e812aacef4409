import { libc } from "./libc.ts";

/** Copies bytes out of the C library's memory. */
export function copyFrom(address: bigint, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  libc().copyOut(bytes, address, BigInt(length));
  return bytes;
}

/**
 * A block of the C heap, for structures that hold addresses. Addresses of JavaScript buffers are
 * never stored: the collector may move or free them.
 */
export class Memory implements Disposable {
  readonly address: bigint;
  readonly #size: number;

  /** @throws {RangeError} when the C library has no memory left */
  constructor(size: number) {
    this.#size = size;
    this.address = libc().malloc(BigInt(size));
    if (this.address === 0n) throw new RangeError(`Cannot allocate ${size} bytes`);
  }

  /** @throws {RangeError} when the bytes do not fit */
  write(bytes: Uint8Array<ArrayBuffer>, offset: number): void {
    this.#check(offset + bytes.length);
    libc().copyIn(this.address + BigInt(offset), bytes, BigInt(bytes.length));
  }

  /** @throws {RangeError} when the block is shorter */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    this.#check(offset + length);
    return copyFrom(this.address + BigInt(offset), length);
  }

  [Symbol.dispose](): void {
    libc().free(this.address);
  }

  #check(end: number): void {
    if (end > this.#size) throw new RangeError(`Cannot reach byte ${end} of ${this.#size}`);
  }
}

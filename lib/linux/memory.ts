import { libc } from "./libc.ts";

/**
 * Copies bytes out of the C library's memory.
 *
 * @param address where they are
 * @param length how many
 * @returns a copy
 */
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
  /** Where the block starts. */
  readonly address: bigint;
  /** How long it is, in bytes. */
  readonly size: number;
  #open = true;

  /**
   * Takes a block from the heap.
   *
   * @param size its length in bytes, at least 1
   * @throws {RangeError} when the C library has no memory left
   */
  constructor(size: number) {
    this.size = size;
    this.address = libc().malloc(BigInt(size));
    if (this.address === 0n) throw new RangeError(`Cannot allocate ${size} bytes`);
  }

  /**
   * Copies bytes into the block.
   *
   * @param bytes what to copy
   * @param offset where to, in bytes from the start of the block
   * @throws {RangeError} when they do not fit
   */
  write(bytes: Uint8Array<ArrayBuffer>, offset = 0): void {
    this.#check(offset, bytes.length);
    libc().copyIn(this.address + BigInt(offset), bytes, BigInt(bytes.length));
  }

  /**
   * Copies bytes out of the block.
   *
   * @param length how many
   * @param offset where from, in bytes from the start of the block
   * @returns a copy
   * @throws {RangeError} when the block is shorter
   */
  read(length: number, offset = 0): Uint8Array<ArrayBuffer> {
    this.#check(offset, length);
    return copyFrom(this.address + BigInt(offset), length);
  }

  /** Frees the block; a second call does nothing. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    libc().free(this.address);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #check(offset: number, length: number): void {
    if (!this.#open) throw new RangeError("Cannot use memory that was given back");
    if (offset < 0 || length < 0 || offset + length > this.size) {
      throw new RangeError(`Cannot reach ${length} bytes at ${offset} of ${this.size}`);
    }
  }
}

import { Descriptor } from "./descriptor.ts";

/**
 * The descriptors that came with one message. The set owns them before anything in the message is
 * parsed, and closes those that were not taken out.
 */
export class DescriptorSet implements Disposable {
  #held: (Descriptor | undefined)[];

  /** @param numbers open descriptors, which belong to the set from now on */
  constructor(numbers: readonly number[] = []) {
    this.#held = numbers.map((number) => new Descriptor(number));
  }

  /** How many came, taken ones included. */
  get size(): number {
    return this.#held.length;
  }

  /**
   * Takes a descriptor out; the others keep their places.
   *
   * @param index its place, from 0
   * @returns the descriptor, the caller's own from now on
   * @throws {RangeError} when none is there
   */
  steal(index: number): Descriptor {
    const descriptor = this.#held[index];
    if (descriptor === undefined) {
      throw new RangeError(`Cannot take descriptor ${index}: not there`);
    }
    this.#held[index] = undefined;
    return descriptor;
  }

  /**
   * Takes the first descriptor out and moves the others down.
   *
   * @returns the descriptor, or `undefined` where the set is empty
   */
  shift(): Descriptor | undefined {
    return this.#held.shift();
  }

  /** Closes what is left; a second call does nothing. */
  close(): void {
    for (const descriptor of this.#held) descriptor?.close();
    this.#held = [];
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

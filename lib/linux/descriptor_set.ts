import { Descriptor } from "./descriptor.ts";

/**
 * The descriptors that came with one message. The set owns them before anything in the message is
 * parsed, and closes those that were not taken out.
 */
export class DescriptorSet implements Disposable {
  #held: Descriptor[];

  /** @param numbers open descriptors, which belong to the set from now on */
  constructor(numbers: readonly number[] = []) {
    this.#held = numbers.map((number) => new Descriptor(number));
  }

  /** How many are left in it. */
  get size(): number {
    return this.#held.length;
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
    for (const descriptor of this.#held) descriptor.close();
    this.#held = [];
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

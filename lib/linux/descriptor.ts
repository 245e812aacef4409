import { listDirectory } from "./directory.ts";
import { libc } from "./libc.ts";
import { checked } from "./system_error.ts";

const F_SETFD = 2;
const F_GETFL = 3;
const F_SETFL = 4;
const FD_CLOEXEC = 1;
const O_ACCMODE = 3;
const O_RDONLY = 0;
const O_NONBLOCK = 0o4000;
const SYS_CLOSE_RANGE = 436n;
const CLOSE_RANGE_CLOEXEC = 4;
const FIRST = 3;
const LAST = 0xffff_ffff;

/** The owner of one file descriptor: it is closed exactly once, by its last owner. */
export class Descriptor implements Disposable {
  #number: number;

  /** @param number an open descriptor, which belongs to this object from now on */
  constructor(number: number) {
    this.#number = number;
  }

  /** To be used at once and not kept. */
  get number(): number {
    if (this.#number < 0) throw new TypeError("Cannot use a descriptor that was closed");
    return this.#number;
  }

  /** Whether it can be written to, by the mode it was opened in. */
  get writable(): boolean {
    return (this.#control(F_GETFL) & O_ACCMODE) !== O_RDONLY;
  }

  /** Sets whether child processes inherit the descriptor. */
  inherit(inherited: boolean): void {
    this.#control(F_SETFD, inherited ? 0 : FD_CLOEXEC);
  }

  /** Makes calls on the descriptor block; the sender may have made it non-blocking. */
  block(): void {
    const flags = this.#control(F_GETFL);
    if (flags & O_NONBLOCK) this.#control(F_SETFL, flags & ~O_NONBLOCK);
  }

  #control(operation: number, value = 0): number {
    return checked(libc().fcntl(this.number, operation, value), "use a descriptor's flags");
  }

  /** Closes it; a second call does nothing. */
  close(): void {
    if (this.#number < 0) return;
    // Linux frees the number even where close() reports an error, so there is nothing to retry.
    libc().close(this.#number);
    this.#number = -1;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

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

  get size(): number {
    return this.#held.length;
  }

  /** Takes the first descriptor out, if there is one. */
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

/**
 * Has child processes inherit no descriptor but stdin, stdout and stderr, whatever this process has
 * inherited itself.
 */
export function inheritNone(): void {
  if (libc().closeRange(SYS_CLOSE_RANGE, FIRST, LAST, CLOSE_RANGE_CLOEXEC) === 0n) return;
  // Before Linux 5.11, or where a filter refuses the call.
  for (const name of listDirectory("/proc/self/fd")) {
    if (Number(name) >= FIRST) libc().fcntl(Number(name), F_SETFD, FD_CLOEXEC);
  }
}

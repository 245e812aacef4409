import { libc, rareLibc } from "./libc.ts";
import { copyFrom } from "./memory.ts";
import { ExpectedError } from "../errors.ts";

/** Linux errno values that the program distinguishes (the same on all its targets). */
export const Errno = {
  ENOENT: 2,
  EINTR: 4,
  EAGAIN: 11,
  EEXIST: 17,
  EFBIG: 27,
  EPIPE: 32,
  EMSGSIZE: 90,
  ECONNRESET: 104,
  ENOBUFS: 105,
} as const;

/** A call of the C library that failed. */
export class SystemError extends ExpectedError {
  constructor(doing: string, readonly errno: number) {
    super(`Cannot ${doing}: ${textOf(errno)}`);
  }

  /** The system's text for errno. */
  get reason(): string {
    return textOf(this.errno);
  }
}

const slot = new Int32Array(1);
const slotBytes = new Uint8Array(slot.buffer);

/**
 * Reads errno of the call just made. Nothing may run in between, not even the allocation of a
 * buffer: it might start the garbage collector, which makes system calls of its own.
 */
export function errno(): number {
  libc().copyOut(slotBytes, libc().errnoLocation(), 4n);
  return slot[0] ?? 0;
}

/** Turns the result of a call into a value or, if it is negative, an error. */
export function checked(result: number | bigint, doing: string): number {
  if (result < 0) throw new SystemError(doing, errno());
  return Number(result);
}

/** The same of a call that is made again for as long as a signal interrupts it. */
export function uninterrupted(call: () => number | bigint, doing: string): number {
  for (;;) {
    const result = call();
    if (result >= 0) return Number(result);
    const number = errno();
    if (number !== Errno.EINTR) throw new SystemError(doing, number);
  }
}

function textOf(number: number): string {
  try {
    const address = rareLibc().strerror(number);
    const length = Number(rareLibc().strlen(address));
    const text = new TextDecoder().decode(copyFrom(address, length));
    return number === Errno.EFBIG ? `${text} (a limit on the size of files, ulimit -f)` : text;
  } catch {
    // Loading strerror() takes a free descriptor.
    return `error ${number}`;
  }
}

import { libc } from "./libc.ts";

const SIG_DFL = 0n;
const SIG_IGN = 1n;
const SIGCHLD = 17;
const SIG_UNBLOCK = 1;
const SIGSET_BYTES = 128;
const IGNORED = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15, SIGXFSZ: 25 } as const;

/**
 * Sets the signals that the program depends on, regardless of what it inherited.
 *
 * Signals that a terminal or a shutdown sends are ignored, by the program and by what it starts: it
 * lives until osbuild closes the socket, so that nothing stays mounted. (An ignored signal stays
 * ignored in a program that is started; one with a handler would not.) So is the one that a limit
 * on the size of files sends, so that the call fails instead. SIGCHLD gets its default and is
 * unblocked: where it is ignored, the kernel reaps children by itself, and their exit status is lost;
 * where it is blocked, nobody notices that they end.
 */
export function setSignals(): void {
  for (const number of Object.values(IGNORED)) libc().signal(number, SIG_IGN);
  libc().signal(SIGCHLD, SIG_DFL);
  const set = new Uint8Array(SIGSET_BYTES);
  new DataView(set.buffer).setBigUint64(0, 1n << BigInt(SIGCHLD - 1), true);
  libc().sigprocmask(SIG_UNBLOCK, set, 0n);
}

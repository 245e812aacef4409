import { libc } from "./libc.ts";

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
const SIG_IGN = 1n;

/**
 * Keeps the program, and what it starts, from being ended by signals that a terminal or a shutdown
 * sends: it lives until osbuild closes the socket, so that nothing stays mounted. Ignored signals
 * stay ignored in programs that are started; signals with a handler would not.
 */
export function ignoreSignals(): void {
  for (const number of Object.values(SIGNALS)) libc().signal(number, SIG_IGN);
}

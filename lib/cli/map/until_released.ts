const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Waits until the user has seen enough.
 *
 * @returns at a line or the end of standard input, or at a signal to end
 */
export async function untilReleased(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of SIGNALS) Deno.addSignalListener(signal, () => resolve());
    readLine().then(resolve, resolve);
  });
}

async function readLine(): Promise<void> {
  const buffer = new Uint8Array(1024);
  for (;;) {
    const count = await Deno.stdin.read(buffer);
    if (count === null || buffer.subarray(0, count).includes(0x0a)) return;
  }
}

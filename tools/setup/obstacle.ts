/** How long a server may take for its first answer, in milliseconds. */
const TIMEOUT_MS = 5_000;

/**
 * Asks a server before Deno does, which waits for minutes where a firewall drops packets.
 *
 * @param address what Deno will need from it
 * @returns why the server can't be used; nothing if it can
 */
export async function obstacle(address: URL): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(address, { signal });
    await response.body?.cancel();
    return response.ok ? undefined : `${address.host} answers ${response.status}`;
  } catch {
    return `${address.host} does not answer`;
  }
}

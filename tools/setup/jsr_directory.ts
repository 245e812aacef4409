/** Where JSR is, unless the environment names a mirror; Deno knows the same. */
const JSR = "https://jsr.io/";

/**
 * Names the directory in which Deno keeps the packages of a JSR server, as it does for any server.
 *
 * @param address value of `JSR_URL`, if it is set
 * @returns path from the directory that holds vendored modules
 */
export function jsrDirectory(address: string | undefined): string {
  const { protocol, hostname, port, pathname } = new URL(address || JSR);
  const scheme = protocol === "http:" ? "http_" : "";
  return `${scheme}${hostname}${port && `_${port}`}${pathname}`.replace(/\/+$/, "");
}

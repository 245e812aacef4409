const encoder = new TextEncoder();

/**
 * Writes a warning to stderr as one whole line: osbuild copies stderr to the build log line by line.
 *
 * @param text the warning; control characters in it become blanks
 */
export function warn(text: string, name = "org.osbuild.containers"): void {
  const line = text.replace(/\p{Cc}+/gu, " ");
  try {
    Deno.stderr.writeSync(encoder.encode(`${name}: ${line}\n`));
  } catch {
    // stderr is closed: the service goes on without it.
  }
}

const encoder = new TextEncoder();

/**
 * Writes a message for the user to stderr, as one line: osbuild copies stderr into the build log
 * line by line.
 *
 * @param text the message; control characters become spaces
 */
export function warn(text: string): void {
  const line = text.replace(/\p{Cc}+/gu, " ");
  try {
    Deno.stderr.writeSync(encoder.encode(`org.osbuild.containers: ${line}\n`));
  } catch {
    // Nothing reads stderr any more; the service goes on without it.
  }
}

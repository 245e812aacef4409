const encoder = new TextEncoder();

/**
 * Tells the user something outside of the conversation, as one whole line: osbuild puts stderr
 * into the build log line by line.
 *
 * @param text what to tell; control characters in it come out harmless
 * @param name who tells it
 */
export function warn(text: string, name = "org.osbuild.containers"): void {
  const line = text.replace(/\p{Cc}+/gu, " ");
  try {
    Deno.stderr.writeSync(encoder.encode(`${name}: ${line}\n`));
  } catch {
    // Nobody listens any more, which must not keep the service from its work.
  }
}

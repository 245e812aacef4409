const encoder = new TextEncoder();

/**
 * Tells the user something outside of the conversation, as one whole line: osbuild puts stderr
 * into the build log line by line.
 *
 * @param text what to tell; control characters in it come out harmless
 */
export function warn(text: string): void {
  const line = text.replace(/\p{Cc}+/gu, " ");
  try {
    Deno.stderr.writeSync(encoder.encode(`org.osbuild.containers: ${line}\n`));
  } catch {
    // Nobody listens any more, which must not keep the service from its work.
  }
}

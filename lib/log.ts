const encoder = new TextEncoder();

/**
 * Writes a warning to stderr as one whole line: osbuild copies stderr to the build log line by line,
 * and begins each with the name of the input.
 *
 * @param text the warning; control characters in it become blanks
 */
export function warn(text: string): void {
  try {
    Deno.stderr.writeSync(encoder.encode(`${text.replace(/\p{Cc}+/gu, " ")}\n`));
  } catch {
    // stderr is closed: the service goes on without it.
  }
}

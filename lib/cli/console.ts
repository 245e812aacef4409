/** The two outputs of a command line and their properties. */
export interface Console {
  /** Whether results go to a terminal. */
  readonly outIsTerminal: boolean;
  /** Whether messages go to a terminal. */
  readonly errIsTerminal: boolean;
  /** Whether the user has turned colour off. */
  readonly noColor: boolean;

  /**
   * Prints results.
   *
   * @param text what to print
   */
  out(text: string): void;

  /**
   * Prints messages.
   *
   * @param text what to print
   */
  err(text: string): void;
}

/** The process's own outputs. */
export const console: Console = {
  get outIsTerminal() {
    return Deno.stdout.isTerminal();
  },
  get errIsTerminal() {
    return Deno.stderr.isTerminal();
  },
  get noColor() {
    return Deno.noColor;
  },
  out: (text) => write(Deno.stdout, text),
  err: (text) => write(Deno.stderr, text),
};

function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let rest = new TextEncoder().encode(text);
  try {
    while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
  } catch (error) {
    // The reader has ended, as `head` does: not an error.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

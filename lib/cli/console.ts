/** Where a command line is typed: the two outputs, and what is known about them. */
export interface Console {
  /** Whether somebody looks at the results. */
  readonly outIsTerminal: boolean;
  /** Whether somebody looks at the messages. */
  readonly errIsTerminal: boolean;
  /** Whether the user wants no colour. */
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

/** The program's own outputs. */
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
    // Whoever read it has seen enough, as `head` does: nothing to tell anybody.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

import type { Line } from "./text/line.ts";

/** What a command found out, as a document for programs and as lines for people. */
export interface Outcome {
  /** Whether nothing is wrong; else the program exits with 1. */
  readonly ok: boolean;
  /** What `--json` prints. */
  readonly document: unknown;
  /**
   * The same for people. A string is printed as it is, for output that is a file of its own; lines
   * come out harmless whatever is in them.
   *
   * @param terminal whether somebody looks at it
   */
  text(terminal: boolean): string | readonly Line[];
  /** What people are told besides, on standard error. */
  readonly notes?: readonly string[];
  /** Waits for as long as what was done is to stay; nothing is waited for if it can't be printed. */
  hold?(): Promise<void>;
  /**
   * Takes back what was done. This is called in any case, once.
   *
   * @returns what went wrong then, one line each
   */
  close?(): Promise<readonly string[]>;
}

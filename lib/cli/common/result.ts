import type { Line, Screen } from "./text.ts";

/** What a command found or did, as a document for programs and as text. */
export interface CommandResult {
  /** Whether nothing is wrong; otherwise the program exits with 1. */
  readonly ok: boolean;
  /** What `--json` prints; undefined for commands without that option. */
  readonly document?: unknown;
  /** The same as text: a string is printed unchanged, lines are escaped. */
  text(screen: Screen): string | readonly Line[];
  /** Further messages, for standard error. */
  readonly notes?: readonly string[];
  /** Waits until the result may be undone; not called if printing failed. */
  hold?(): Promise<void>;
  /** Undoes what the command did. Always called, once. */
  close?(): Promise<readonly string[]>;
}

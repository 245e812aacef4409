/** The result of a check. */
export interface Verdict {
  /** Whether things are right; `unknown` if that can't be determined. */
  readonly state: "ok" | "wrong" | "unknown";
  /** What was found. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string | null;
}

/**
 * Reports that things are right.
 *
 * @param message what was found
 * @returns the verdict
 */
export function ok(message: string): Verdict {
  return { state: "ok", message, remedy: null };
}

/**
 * Reports that something is wrong.
 *
 * @param message what was found
 * @param remedy what to do about it
 * @returns the verdict
 */
export function wrong(message: string, remedy: string): Verdict {
  return { state: "wrong", message, remedy };
}

/**
 * Reports that a check had no result.
 *
 * @param message why
 * @returns the verdict
 */
export function unknown(message: string): Verdict {
  return { state: "unknown", message, remedy: null };
}

/** The result of a check. */
export interface Verdict {
  /** Whether things are right; `unknown` if that can't be determined. */
  readonly state: "ok" | "wrong" | "unknown";
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string | null;
}

/** Reports that things are right. */
export function ok(message: string): Verdict {
  return { state: "ok", message, remedy: null };
}

/** Reports that something is wrong. */
export function wrong(message: string, remedy: string): Verdict {
  return { state: "wrong", message, remedy };
}

/** Reports that a check had no result. */
export function unknown(message: string): Verdict {
  return { state: "unknown", message, remedy: null };
}

/** What a check found. */
export interface Finding {
  /** What was looked at. */
  readonly check: CheckName;
  /** Whether it is as it should be; `unknown` if nobody could tell. */
  readonly state: "ok" | "wrong" | "unknown";
  /** What was found. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string | null;
}

/** What is looked at. The words are part of the interface of `--json`. */
export type CheckName =
  | "c-library"
  | "privileges"
  | "mount"
  | "umount"
  | "program"
  | "noexec"
  | "sidecar"
  | "osbuild"
  | "selinux"
  | "leftover-mounts";

/**
 * Says that something is as it should be.
 *
 * @param check what was looked at
 * @param message what was found
 * @returns the finding
 */
export function ok(check: CheckName, message: string): Finding {
  return { check, state: "ok", message, remedy: null };
}

/**
 * Says that something is wrong.
 *
 * @param check what was looked at
 * @param message what was found
 * @param remedy what to do about it
 * @returns the finding
 */
export function wrong(check: CheckName, message: string, remedy: string): Finding {
  return { check, state: "wrong", message, remedy };
}

/**
 * Says that nobody could tell.
 *
 * @param check what was looked at
 * @param message why
 * @returns the finding
 */
export function unknown(check: CheckName, message: string): Finding {
  return { check, state: "unknown", message, remedy: null };
}

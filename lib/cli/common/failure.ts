import { SystemError } from "../../linux/system_error.ts";

/** Reasons in plain words, for errors whose own message repeats the path. */
const REASONS: readonly (readonly [new (...args: never[]) => Error, string])[] = [
  [Deno.errors.NotFound, "it does not exist"],
  [Deno.errors.PermissionDenied, "permission denied"],
  [Deno.errors.IsADirectory, "it is a directory"],
  [Deno.errors.NotADirectory, "a part of its path is not a directory"],
  [Deno.errors.FilesystemLoop, "its symbolic links form a loop"],
  [Deno.errors.NotCapable, "this program may not open it by path; use standard input instead"],
];

/**
 * Extracts the reason of a failure, without the decoration Deno adds and without what was tried.
 *
 * @param error what was thrown
 * @returns the reason on one line, to follow a colon
 */
export function reasonOf(error: unknown): string {
  if (error instanceof SystemError) return error.reason;
  const known = REASONS.find(([type]) => error instanceof type);
  if (known) return known[1];
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ \(os error \d+\).*$/s, "").trim().replace(/\s*\n\s*/g, "; ");
}

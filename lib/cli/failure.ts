import type { Page } from "./program/page.ts";

/** A command that could not do its work; the text is for people and needs no stack trace. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
}

/** A command line that makes no sense. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  /**
   * @param message what makes no sense
   * @param page the command that was to be used
   */
  constructor(message: string, readonly page: Page) {
    super(message);
  }
}

/**
 * Says why something failed, without the decoration that Deno puts around the system's words.
 *
 * @param error what was thrown
 * @returns the reason, to stand behind a colon
 */
export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "it does not exist";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.IsADirectory) return "it is a directory";
  if (error instanceof Deno.errors.NotADirectory) return "a part of its path is not a directory";
  if (error instanceof Deno.errors.FilesystemLoop) return "its symbolic links lead in a circle";
  if (error instanceof Deno.errors.NotCapable) {
    return "this program may not open it by name; let it read standard input instead";
  }
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ \(os error \d+\).*$/s, "");
}

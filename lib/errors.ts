/**
 * Expected errors, and how osbuild receives them and all others.
 *
 * @module
 */

/**
 * An expected error: its text says what failed, on what and what to do, and needs no stack trace.
 * Its name is that of the class which the Python original raises, and osbuild shows.
 */
export class ExpectedError extends Error {
  override readonly name: string = "RuntimeError";
}

/** A request that asks for something impossible. */
export class RequestError extends ExpectedError {
  override readonly name = "ValueError";
}

/** A mount point that exists. */
export class ExistsError extends ExpectedError {
  override readonly name = "FileExistsError";

  constructor(readonly path: string) {
    super(`[Errno 17] File exists: '${path}'`);
  }
}

/** A required file that is missing. */
export class MissingFileError extends ExpectedError {
  override readonly name = "FileNotFoundError";
}

/** A store that could not be reached, or gave no answer. */
export class StoreError extends ExpectedError {
  override readonly name = "StoreError";
}

/** A failure of the conversation itself. */
export class ProtocolError extends ExpectedError {
  override readonly name = "ProtocolError";
}

/**
 * Turns an error into what osbuild receives, and shows as `<name>: <value>` with the backtrace below
 * it, which is empty for an expected error.
 */
export function toFailure(error: unknown) {
  const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  const backtrace = error instanceof ExpectedError ? "" : stack;
  // Python can't print lone surrogates.
  return { name, value: message.toWellFormed(), backtrace: backtrace.toWellFormed() };
}

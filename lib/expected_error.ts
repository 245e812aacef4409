/**
 * An expected error: its text says what failed, on what and what to do, and needs no stack trace.
 * What it is called on the wire is decided in one place, lib/failure.ts.
 */
export class ExpectedError extends Error {
  override readonly name: string = "ExpectedError";
}

/** An expected error: a file that there must be is missing. */
export class MissingFileError extends ExpectedError {
  override readonly name = "MissingFileError";
}

/**
 * An expected error: its text says what failed, on what and what to do, and needs no stack trace.
 * lib/failure.ts decides which class osbuild is told.
 */
export class ExpectedError extends Error {
  override readonly name: string = "ExpectedError";
}

/** An expected error: a required file is missing. */
export class MissingFileError extends ExpectedError {
  override readonly name = "MissingFileError";
}

/** A failure of the conversation itself. */
export class ProtocolError extends ExpectedError {
  override readonly name = "ProtocolError";
}

/**
 * The classes of failure that osbuild gets to see, by the names that its users know from the
 * original, which are Python's: `ProtocolError` for the conversation, `ValueError` for a request
 * that asks for something impossible, `FileExistsError` for a mount point that is there already,
 * `StoreError` for the store's part, `RuntimeError` for everything that went wrong in the doing.
 */
export type FailureClass =
  | "ProtocolError"
  | "ValueError"
  | "FileExistsError"
  | "StoreError"
  | "RuntimeError";

/** A failure that somebody foresaw: its text is for people and needs no stack trace. */
export class ServiceError extends Error {
  /**
   * @param name the class that osbuild shows before the text
   * @param message what failed, on what, and what to do
   */
  constructor(override readonly name: FailureClass, message: string) {
    super(message);
  }
}

import { ExpectedError } from "../expected_error.ts";

/** A failure of the conversation itself. */
export class ProtocolError extends ExpectedError {
  override readonly name = "ProtocolError";
}

import { ServiceError } from "../service_error.ts";

/** A failure of the conversation itself. */
export class ProtocolError extends ServiceError {
  /** @param message what was wrong with what was said */
  constructor(message: string) {
    super("ProtocolError", message);
  }
}

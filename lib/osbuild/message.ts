/**
 * What osbuild and its host services say to each other, as JSON values
 * (osbuild/host.py, `ServiceProtocol`; the same from the first release to v191).
 *
 * @module
 */
import { describe, isNothing, isObject } from "../json.ts";
import { ServiceError } from "../service_error.ts";
import { ProtocolError } from "./protocol_error.ts";

/** A call of one of the service's methods. */
export interface MethodCall {
  /** The method's name. */
  readonly name: string;
  /** Its arguments, of whatever shape the host sent. */
  readonly args: unknown;
}

/**
 * Understands a message as a method call.
 *
 * @param message what came out of JSON
 * @returns the call
 * @throws {ProtocolError} when it is none, in osbuild's words where osbuild has words for it
 */
export function decodeCall(message: unknown): MethodCall {
  if (!isObject(message)) throw new ProtocolError(`the message is not an object`);
  const { type, data } = message;
  if (isNothing(type)) throw new ProtocolError("'type' field missing");
  if (isNothing(data)) throw new ProtocolError("'data' field missing");
  if (type !== "method") throw new ProtocolError(`unknown message type: ${describe(type)}`);
  if (!isObject(data)) throw new ProtocolError("the 'data' field is not an object");
  const { name, args } = data;
  if (isNothing(name)) throw new ProtocolError("'name' field missing");
  if (typeof name !== "string") throw new ProtocolError("the 'name' field is not a string");
  return { name, args };
}

/**
 * Makes the message that answers a call.
 *
 * @param reply what the method returned
 * @returns the message
 */
export function encodeReply(reply: unknown): unknown {
  return { type: "reply", data: { reply } };
}

/**
 * Makes the message that tells of a failure. osbuild shows `<name>: <value>` and the backtrace
 * behind it; a backtrace is given only for failures that nobody foresaw, since it says nothing to
 * whoever builds an image.
 *
 * @param error what was thrown
 * @returns the message
 */
export function encodeException(error: unknown): unknown {
  const data = error instanceof ServiceError
    ? { name: error.name, value: error.message, backtrace: "" }
    : error instanceof Error
    ? { name: error.name, value: error.message, backtrace: error.stack ?? "" }
    : { name: "RuntimeError", value: String(error), backtrace: "" };
  return { type: "exception", data };
}

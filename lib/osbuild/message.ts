/**
 * What osbuild and its host services say to each other, as JSON values
 * (osbuild/host.py, `ServiceProtocol`; the same from the first release to v191).
 *
 * @module
 */
import { describe, isFalsy, isObject } from "../json.ts";
import { ProtocolError } from "./protocol_error.ts";

/** A call of one of the service's methods. */
export interface MethodCall {
  /** The method's name. */
  readonly name: string;
  /** Its arguments, of whatever shape the host sent. */
  readonly args: unknown;
}

/**
 * Reads a message as a method call.
 *
 * @param message what came out of JSON
 * @returns the call
 * @throws {ProtocolError} when it is none, with osbuild's text where osbuild has one
 */
export function decodeCall(message: unknown): MethodCall {
  if (!isObject(message)) throw new ProtocolError(`the message is not an object`);
  const { type, data } = message;
  if (isFalsy(type)) throw new ProtocolError("'type' field missing");
  if (isFalsy(data)) throw new ProtocolError("'data' field missing");
  if (type !== "method") throw new ProtocolError(`unknown message type: ${describe(type)}`);
  if (!isObject(data)) throw new ProtocolError("the 'data' field is not an object");
  const { name, args } = data;
  if (isFalsy(name)) throw new ProtocolError("'name' field missing");
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

/** What a host is told of an error; osbuild shows `<name>: <value>` and the backtrace below it. */
export interface Failure {
  /** The class. */
  readonly name: string;
  /** The text. */
  readonly value: string;
  /** Where it happened; empty for an expected error, where it would say nothing to the reader. */
  readonly backtrace: string;
}

/**
 * Makes the message that tells of a failure.
 *
 * @param failure what to tell
 * @returns the message
 */
export function encodeException({ name, value, backtrace }: Failure): unknown {
  return { type: "exception", data: { name, value, backtrace } };
}

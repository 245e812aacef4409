/**
 * Messages between osbuild and its host services, as JSON values (osbuild/host.py,
 * `ServiceProtocol`; the same from the first release to v190).
 *
 * @module
 */
import { describe, isFalsy, isObject } from "../json.ts";
import { ProtocolError } from "./protocol_error.ts";

/** A call of one of the service's methods. */
export interface MethodCall {
  /** The method's name. */
  readonly name: string;
  /** Its arguments: any JSON value. */
  readonly args: unknown;
}

/**
 * Reads a message as a method call.
 *
 * @param message the parsed message
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

/** An error as the host receives it; osbuild shows `<name>: <value>` and the backtrace below it. */
export interface Failure {
  /** The class. */
  readonly name: string;
  /** The text. */
  readonly value: string;
  /** The stack trace; empty for an expected error, whose text suffices. */
  readonly backtrace: string;
}

/**
 * Makes the message that reports a failure.
 *
 * @param failure the failure
 * @returns the message
 */
export function encodeException({ name, value, backtrace }: Failure): unknown {
  return { type: "exception", data: { name, value, backtrace } };
}

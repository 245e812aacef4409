import { ProtocolError } from "../errors.ts";
import { describe, isFalsy, isObject } from "../json.ts";
import { fileStatus, replaceContent } from "../linux/file.ts";
import type { Descriptor } from "../linux/descriptor.ts";
import { SystemError } from "../linux/system_error.ts";
import { type Incoming, readJsonFrom } from "./channel.ts";
import { writeJson } from "./json_bytes.ts";

/** What v125 to v128 expect as the reply in the message when the real one is in the descriptor. */
const REPLY_IS_IN_DESCRIPTOR = "{}";

/** A call of one of the service's methods. */
export interface Call {
  readonly method: string;
  /** Any JSON value. */
  readonly args: unknown;
  /** Whether the arguments came in a file of their own: that host takes no messages in memfds. */
  readonly hasFiles: boolean;
  /** Where the host looks for the reply, if not in the message. */
  readonly replyFile?: Descriptor | undefined;
}

/**
 * Reads a message as a call. How arguments arrive and replies leave changed over osbuild's releases
 * (osbuild/inputs.py, `InputManager.map`): in the message (to v88 and from v129 on), arguments in
 * the first descriptor (v89 to v124), and the reply in the second as well (v125 to v128). The host
 * sends no version; the form is recognized by what arrives.
 *
 * @throws {ProtocolError} when it is no call, with osbuild's text where osbuild has one, or a
 *   descriptor of its form is unusable
 */
export function readCall({ value, descriptors, inMemfd }: Incoming): Call {
  const { name: method, args } = methodOf(value);
  if (inMemfd || !isFalsy(args) || descriptors.size === 0) return { method, args, hasFiles: false };
  const read = readJsonFrom(descriptors, "the argument file");
  const replyFile = descriptors.shift();
  try {
    if (replyFile !== undefined) checkReplyFile(replyFile);
  } catch (error) {
    replyFile?.close();
    throw error;
  }
  return { method, args: read, hasFiles: true, replyFile };
}

/**
 * Puts a method's result where the host looks for it; returns what the reply message is to hold.
 *
 * @throws {ProtocolError} when the reply file can't be written
 */
export function deliver(result: unknown, { replyFile }: Call): unknown {
  if (replyFile === undefined) return result;
  try {
    replaceContent(replyFile, writeJson(result));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new ProtocolError(`Cannot write the reply file: ${error.reason}`);
  }
  return REPLY_IS_IN_DESCRIPTOR;
}

/** osbuild/host.py, `ServiceProtocol`; the same from the first release to v190. */
function methodOf(message: unknown): { name: string; args: unknown } {
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

/** Called before the method runs, so that nothing is done for a reply that can't be delivered. */
function checkReplyFile(file: Descriptor): void {
  const { regular, kind } = fileStatus(file);
  if (!regular) throw new ProtocolError(`Cannot use the reply file: it is ${kind}`);
  if (!file.writable) throw new ProtocolError("Cannot use the reply file: it is open for reading");
}

/**
 * How a call's arguments arrive and its reply leaves, which changed over osbuild's releases
 * (osbuild/inputs.py, `InputManager.map`): in the message (to v88 and from v129 on), arguments in
 * the first descriptor (v89 to v124), and the reply in the second as well (v125 to v128). The host
 * sends no version; the form is recognized by what arrives.
 *
 * @module
 */
import { replaceContent } from "../linux/content.ts";
import type { Descriptor } from "../linux/descriptor.ts";
import { fileStatus } from "../linux/file_status.ts";
import { SystemError } from "../linux/system_error.ts";
import { type Incoming, type MemfdSupport, readJsonFrom } from "./channel.ts";
import { isFalsy } from "../json.ts";
import { writeJson } from "./json_bytes.ts";
import { decodeCall } from "./message.ts";
import { ProtocolError } from "./protocol_error.ts";

/** What v125 to v128 expect as the reply in the message when the real one is in the descriptor. */
const REPLY_IS_IN_DESCRIPTOR = "{}";

/** A call with its arguments, and where its reply goes. */
export class Call implements Disposable {
  /** The method's name. */
  readonly method: string;
  /** Its arguments: any JSON value. */
  readonly args: unknown;
  /** Whether the host takes messages in memfds. */
  readonly memfdSupport: MemfdSupport;
  #replyFile: Descriptor | undefined;

  private constructor(
    method: string,
    args: unknown,
    memfdSupport: MemfdSupport,
    replyFile?: Descriptor,
  ) {
    this.method = method;
    this.args = args;
    this.memfdSupport = memfdSupport;
    this.#replyFile = replyFile;
  }

  /**
   * Recognizes the form of a call and reads its arguments. The descriptors that it needs are taken
   * out of the message.
   *
   * @param incoming the message
   * @returns the call
   * @throws {ProtocolError} when it is no call, or a descriptor of its form is unusable
   */
  static from(incoming: Incoming): Call {
    const { name, args } = decodeCall(incoming.value);
    const { descriptors } = incoming;
    if (incoming.inMemfd) return new Call(name, args, "yes");
    if (!isFalsy(args) || descriptors.size === 0) return new Call(name, args, "unknown");
    const read = readJsonFrom(descriptors, "the argument file");
    const replyFile = descriptors.shift();
    try {
      if (replyFile !== undefined) checkReplyFile(replyFile);
    } catch (error) {
      replyFile?.close();
      throw error;
    }
    return new Call(name, read, "no", replyFile);
  }

  /**
   * Puts the method's result where the host looks for it.
   *
   * @param result what the method returned
   * @returns what the reply message is to hold
   * @throws {ProtocolError} when the reply file can't be written
   */
  deliver(result: unknown): unknown {
    if (this.#replyFile === undefined) return result;
    try {
      replaceContent(this.#replyFile, writeJson(result));
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new ProtocolError(`Cannot write the reply file: ${error.reason}`);
    }
    return REPLY_IS_IN_DESCRIPTOR;
  }

  /** Closes the reply file where there is one; a second call does nothing. */
  close(): void {
    this.#replyFile?.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Called before the method runs, so that nothing is done for a reply that can't be delivered. */
function checkReplyFile(file: Descriptor): void {
  const { regular, kind } = fileStatus(file);
  if (!regular) throw new ProtocolError(`Cannot use the reply file: it is ${kind}`);
  if (!file.writable) throw new ProtocolError("Cannot use the reply file: it is open for reading");
}

import { ProtocolError, toFailure } from "../errors.ts";
import { isFalsy } from "../json.ts";
import { Errno, SystemError } from "../linux/system_error.ts";
import { type Call, deliver, readCall } from "./call.ts";
import type { Channel } from "./channel.ts";

/** What a service offers. */
export type Methods = ReadonlyMap<string, (args: unknown) => Promise<Answer>>;

/** What a method did. */
export interface Answer {
  /** What the host gets, to be written as JSON. */
  readonly result: unknown;
  /** Undoes what the method did, where the result can't be delivered. */
  undo?(): Promise<void>;
}

/**
 * Answers a host's calls, one at a time, until it closes its end or sends a falsy message
 * (osbuild/host.py, `Service.serve`). Every failure of a call is reported to the host, and the next
 * call is awaited.
 *
 * @throws {SystemError} when the socket fails for another reason than the host's end
 */
export async function converse(channel: Channel, methods: Methods): Promise<void> {
  try {
    while (await answerNext(channel, methods)) { /* until the end */ }
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

async function answerNext(channel: Channel, methods: Methods): Promise<boolean> {
  const fail = (error: unknown) => channel.send({ type: "exception", data: toFailure(error) });
  let call: Call;
  try {
    const incoming = channel.receive();
    if (incoming === undefined) return false;
    using _ = incoming.descriptors;
    if (isFalsy(incoming.value)) return false;
    call = readCall(incoming);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    fail(error);
    return true;
  }
  using _ = call.replyFile;
  if (call.hasFiles) channel.memfdSupport = "no";
  let answer: Answer;
  try {
    const method = methods.get(call.method);
    if (method === undefined) throw new ProtocolError("Unknown method");
    answer = await method(call.args);
  } catch (error) {
    fail(error);
    return true;
  }
  try {
    channel.send({ type: "reply", data: { reply: deliver(answer.result, call) } });
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    await answer.undo?.();
    fail(error);
  }
  return true;
}

function isGone(error: unknown): boolean {
  return error instanceof SystemError &&
    (error.errno === Errno.EPIPE || error.errno === Errno.ECONNRESET);
}

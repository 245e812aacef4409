import { isFalsy } from "../json.ts";
import { Errno, SystemError } from "../linux/system_error.ts";
import { Call } from "./call_form.ts";
import type { Channel } from "./channel.ts";
import { encodeException, encodeReply, type Failure } from "./message.ts";
import { ProtocolError } from "./protocol_error.ts";

/** What a service offers. */
export interface Service {
  /** Its methods by name; each takes a call's arguments. */
  readonly methods: ReadonlyMap<string, (args: unknown) => Promise<Answer>>;
  /** Turns an error that a method threw into what the host receives. */
  readonly toFailure: (error: unknown) => Failure;
}

/** What a method did. */
export interface Answer {
  /** What the host gets, to be written as JSON. */
  readonly result: unknown;
  /** Undoes what the method did, where the result can't be delivered. */
  undo(): Promise<void>;
}

/**
 * Answers a host's calls, one at a time, until it closes its end or sends a falsy message
 * (osbuild/host.py, `Service.serve`). Every failure of a call is reported to the host, and the next
 * call is awaited.
 *
 * @param channel the connection to the host
 * @param service what can be called
 * @throws {SystemError} when the socket fails for another reason than the host's end
 */
export async function converse(channel: Channel, service: Service): Promise<void> {
  try {
    while (await answerNext(channel, service)) { /* until the end */ }
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

async function answerNext(channel: Channel, service: Service): Promise<boolean> {
  let call: Call;
  try {
    const incoming = channel.receive();
    if (incoming === undefined) return false;
    using _ = incoming.descriptors;
    if (isFalsy(incoming.value)) return false;
    call = Call.from(incoming);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    channel.send(encodeException(service.toFailure(error)), "unknown");
    return true;
  }
  try {
    await answer(channel, call, service);
  } finally {
    call.close();
  }
  return true;
}

async function answer(channel: Channel, call: Call, service: Service): Promise<void> {
  let answer: Answer;
  try {
    const method = service.methods.get(call.method);
    if (method === undefined) throw new ProtocolError("Unknown method");
    answer = await method(call.args);
  } catch (error) {
    return channel.send(encodeException(service.toFailure(error)), call.memfdSupport);
  }
  try {
    channel.send(encodeReply(call.deliver(answer.result)), call.memfdSupport);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    await answer.undo();
    channel.send(encodeException(service.toFailure(error)), call.memfdSupport);
  }
}

function isGone(error: unknown): boolean {
  return error instanceof SystemError &&
    (error.errno === Errno.EPIPE || error.errno === Errno.ECONNRESET);
}

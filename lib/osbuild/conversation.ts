import { Errno, SystemError } from "../linux/system_error.ts";
import { ServiceError } from "../service_error.ts";
import { Call } from "./call_form.ts";
import type { Channel } from "./channel.ts";
import { isNothing } from "../json.ts";
import { encodeException, encodeReply } from "./message.ts";
import { ProtocolError } from "./protocol_error.ts";

/**
 * The methods that a service offers, by name. Each takes the call's arguments and returns its
 * result and a way to take everything back, used where the result can't be delivered.
 */
export type Methods = ReadonlyMap<string, (args: unknown) => Promise<Outcome>>;

/** What a method did. */
export interface Outcome {
  /** What the host gets, to be written as JSON. */
  readonly result: unknown;
  /** Undoes what the method did. */
  revert(): Promise<void>;
}

/**
 * Answers a host's calls, one at a time, until it closes its end or says nothing (osbuild/host.py,
 * `Service.serve`). Every failure of a call is told to the host, and the next call is waited for.
 *
 * @param channel the way to the host
 * @param methods what can be called
 * @throws {SystemError} when the socket fails otherwise than by its other end going away
 */
export async function converse(channel: Channel, methods: Methods): Promise<void> {
  try {
    while (await answerNext(channel, methods)) { /* until the end */ }
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

async function answerNext(channel: Channel, methods: Methods): Promise<boolean> {
  let call: Call;
  try {
    const incoming = channel.receive();
    if (incoming === undefined) return false;
    using _ = incoming.descriptors;
    if (isNothing(incoming.value)) return false;
    call = Call.from(incoming);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    channel.send(encodeException(error), "unknown");
    return true;
  }
  try {
    await answer(channel, call, methods);
  } finally {
    call.close();
  }
  return true;
}

async function answer(channel: Channel, call: Call, methods: Methods): Promise<void> {
  let outcome: Outcome;
  try {
    const method = methods.get(call.method);
    if (method === undefined) throw new ProtocolError("Unknown method");
    outcome = await method(call.args);
  } catch (error) {
    return channel.send(encodeException(error), call.detour);
  }
  try {
    channel.send(encodeReply(call.deliver(outcome.result)), call.detour);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    await outcome.revert();
    channel.send(encodeException(error), call.detour);
  }
}

function isGone(error: unknown): boolean {
  return error instanceof SystemError &&
    (error.errno === Errno.EPIPE || error.errno === Errno.ECONNRESET);
}

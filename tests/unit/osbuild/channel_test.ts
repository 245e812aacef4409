import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { ProtocolError } from "../../../lib/osbuild/protocol_error.ts";
import { Conversation } from "../../support/conversation.ts";

/** Larger than any packet can be. */
const HUGE = { text: "x".repeat(6_000_000) };

Deno.test("Channel.receive() reads JSON from a packet", () => {
  using it = new Conversation();
  it.say('{"a": "ä"}');
  const incoming = it.channel.receive()!;
  deepStrictEqual(incoming.value, { a: "ä" });
  strictEqual(incoming.viaDescriptor, false);
});

Deno.test("Channel.receive() reads JSON from the descriptor when the packet is the marker", () => {
  using it = new Conversation();
  it.say("<args-via-fd>", '{"a": 1}');
  const incoming = it.channel.receive()!;
  deepStrictEqual(incoming.value, { a: 1 });
  strictEqual(incoming.viaDescriptor, true);
  strictEqual(incoming.descriptors.shift(), undefined);
});

Deno.test("Channel.receive() throws, and goes on, when what came is no message", () => {
  using it = new Conversation();
  for (const text of ["<args-via-fd>", "{", "<args-via-fd> ", "<args"]) {
    it.say(text);
    throws(() => it.channel.receive(), ProtocolError, text);
  }
  it.say("<args-via-fd>", "nonsense");
  throws(() => it.channel.receive(), /^ProtocolError: the message is not JSON/);
  it.say("5");
  strictEqual(it.channel.receive()!.value, 5);
});

Deno.test("Channel.receive() returns nothing when the peer has closed", () => {
  using it = new Conversation();
  it.peer.close();
  strictEqual(it.channel.receive(), undefined);
});

Deno.test("Channel.send() sends a packet when the message fits, whatever the peer knows", () => {
  using it = new Conversation();
  for (const detour of ["known", "unknown", "impossible"] as const) {
    it.channel.send({ detour }, detour);
    deepStrictEqual(it.hear(), { text: `{"detour":"${detour}"}`, descriptors: 0 });
  }
});

Deno.test("Channel.send() takes the detour when nothing else is left and the peer may know it", () => {
  for (const detour of ["known", "unknown"] as const) {
    using it = new Conversation();
    it.channel.send(HUGE, detour);
    deepStrictEqual(it.hear(), { text: "<args-via-fd>", descriptors: 1 });
  }
});

Deno.test("Channel.send() throws when the message fits no packet and the peer is too old", () => {
  using it = new Conversation();
  throws(
    () => it.channel.send(HUGE, "impossible"),
    /^ProtocolError: Cannot send a message of \d+ /,
  );
});

Deno.test("Channel.close() does nothing when called again", () => {
  using it = new Conversation();
  it.channel.close();
  it.channel.close();
  strictEqual(it.peer.receive(), undefined);
});

import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { memoryFile, readContent } from "../../../lib/linux/content.ts";
import type { Descriptor } from "../../../lib/linux/descriptor.ts";
import { Errno, SystemError } from "../../../lib/linux/system_error.ts";
import { PacketSocket } from "../../../lib/osbuild/packet_socket.ts";
import { socketPair } from "../../support/system.ts";

function pair(): [PacketSocket, PacketSocket] & Disposable {
  const [one, other] = socketPair().map((it: Descriptor) => new PacketSocket(it));
  return Object.assign([one!, other!] as [PacketSocket, PacketSocket], {
    [Symbol.dispose]() {
      one!.close();
      other!.close();
    },
  });
}

function failsWith(errno: number, call: () => void): void {
  throws(call, (error) => error instanceof SystemError && error.errno === errno);
}

Deno.test("PacketSocket.receive() returns what send() sent, packet by packet", () => {
  using ends = pair();
  const sizes = [1, 13, 16_383, 16_384, 16_385, 100_000];
  for (const size of sizes) ends[0].send(new Uint8Array(size).fill(size % 251));
  for (const size of sizes) {
    const packet = ends[1].receive()!;
    deepStrictEqual(packet.bytes, new Uint8Array(size).fill(size % 251));
    strictEqual(packet.descriptors.size, 0);
    strictEqual(packet.truncated, false);
  }
});

Deno.test("PacketSocket.receive() owns the descriptors that sendWith() passed", () => {
  using ends = pair();
  using file = memoryFile("test", new TextEncoder().encode("content"));
  ends[0].sendWith(new Uint8Array([1, 2, 3]), file);
  const packet = ends[1].receive()!;
  deepStrictEqual([...packet.bytes], [1, 2, 3]);
  using received = packet.descriptors.steal(0);
  strictEqual(received.number === file.number, false);
  strictEqual(new TextDecoder().decode(readContent(received, 100)), "content");
});

Deno.test("PacketSocket.receive() returns nothing when the peer has closed", () => {
  using ends = pair();
  ends[0].send(new Uint8Array([1]));
  ends[0].close();
  strictEqual(ends[1].receive()?.bytes.length, 1);
  strictEqual(ends[1].receive(), undefined);
});

Deno.test("PacketSocket.receive() returns nothing when the peer left something unread", () => {
  using ends = pair();
  ends[1].send(new Uint8Array([1]));
  ends[0].close();
  strictEqual(ends[1].receive(), undefined);
});

Deno.test("PacketSocket.send() fails with EPIPE, and no signal, when the peer is gone", () => {
  using ends = pair();
  ends[0].close();
  failsWith(Errno.EPIPE, () => ends[1].send(new Uint8Array([1])));
});

Deno.test("PacketSocket.send() fails with EMSGSIZE until enlargeSendBuffer() made room", () => {
  using ends = pair();
  const large = new Uint8Array(900_000);
  failsWith(Errno.EMSGSIZE, () => ends[0].send(large));
  ends[0].enlargeSendBuffer(large.length);
  let sent = true;
  try {
    ends[0].send(large);
  } catch {
    sent = false; // The kernel's own limit is lower, and there is no privilege to exceed it.
  }
  if (sent) strictEqual(ends[1].receive()?.bytes.length, large.length);
});

Deno.test("PacketSocket.limitWait() makes receive() fail with EAGAIN when nothing comes", () => {
  using ends = pair();
  ends[1].limitWait(20);
  failsWith(Errno.EAGAIN, () => ends[1].receive());
  ends[0].send(new Uint8Array([1]));
  strictEqual(ends[1].receive()?.bytes.length, 1);
});

Deno.test("PacketSocket.close() does nothing when called again", () => {
  using ends = pair();
  ends[0].close();
  ends[0].close();
  throws(() => ends[0].receive());
});

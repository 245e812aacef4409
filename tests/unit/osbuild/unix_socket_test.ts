import { strictEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import { Errno, SystemError } from "../../../lib/linux/system_error.ts";
import { PacketSocket } from "../../../lib/osbuild/packet_socket.ts";
import { connectTo, inheritedSocket } from "../../../lib/osbuild/unix_socket.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { accept, listenAt, openFile, SOCK_STREAM, socketPair } from "../../support/system.ts";

Deno.test("connectTo() reaches who listens, and can be answered", async () => {
  await using directory = await tempDirectory();
  const path = join(directory.path, "ä socket");
  using server = listenAt(path);
  using client = connectTo(path, 1000);
  using connection = new PacketSocket(accept(server));
  client.send(new Uint8Array([1]));
  strictEqual(connection.receive()?.bytes[0], 1);
  connection.send(new Uint8Array([2]));
  strictEqual(client.receive()?.bytes[0], 2);
});

Deno.test("connectTo() bounds the wait for an answer", async () => {
  await using directory = await tempDirectory();
  const path = join(directory.path, "socket");
  using _ = listenAt(path);
  using client = connectTo(path, 20);
  throws(
    () => client.receive(),
    (error) => error instanceof SystemError && error.errno === Errno.EAGAIN,
  );
});

Deno.test("connectTo() fails with ENOENT or ECONNREFUSED when nobody listens", async () => {
  await using directory = await tempDirectory();
  for (const [name, errno] of [["missing", Errno.ENOENT], ["gone", Errno.ECONNREFUSED]] as const) {
    const path = join(directory.path, name);
    if (name === "gone") listenAt(path).close();
    throws(
      () => connectTo(path, 1000),
      (error) => error instanceof SystemError && error.errno === errno,
    );
  }
});

Deno.test("connectTo() throws a RangeError when the path has more than 107 bytes", () => {
  throws(() => connectTo("/".padEnd(108, "x"), 1000), /^RangeError: its path has 108 bytes/);
  throws(() => connectTo("/".padEnd(55, "ä"), 1000), /^RangeError: its path has 109 bytes/);
  throws(() => connectTo("/".padEnd(107, "x"), 1000), SystemError);
});

Deno.test("inheritedSocket() takes a packet socket, set to wait", () => {
  const [ours, theirs] = socketPair();
  using peer = new PacketSocket(ours);
  using socket = inheritedSocket(theirs.number);
  peer.send(new Uint8Array([5]));
  strictEqual(socket.receive()?.bytes[0], 5);
});

Deno.test("inheritedSocket() throws when the descriptor is of another kind", () => {
  const [one, other] = socketPair(SOCK_STREAM);
  using _ = one;
  using stream = other;
  throws(() => inheritedSocket(stream.number), /SOCK_SEQPACKET/);
  using file = openFile("/dev/null");
  throws(() => inheritedSocket(file.number), SystemError);
  throws(() => inheritedSocket(99_999), /Bad file descriptor/);
});

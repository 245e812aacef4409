import { ExpectedError, ProtocolError } from "../errors.ts";
import { MAX_MESSAGE_BYTES } from "../limits.ts";
import { memoryFile, readContent } from "../linux/file.ts";
import type { DescriptorSet } from "../linux/descriptor.ts";
import { Errno, SystemError } from "../linux/system_error.ts";
import { parseJson, writeJson } from "./json_bytes.ts";
import type { Packet, PacketSocket } from "./packet_socket.ts";

/** The packet that means "the JSON is in the first descriptor" (osbuild/util/jsoncomm.py, v129). */
const MARKER = "<args-via-fd>";
const MARKER_BYTES = new TextEncoder().encode(MARKER);

/** One message as it came in. */
export interface Incoming {
  readonly value: unknown;
  /** The descriptors that came with it; the receiver closes them. */
  readonly descriptors: DescriptorSet;
  /** Whether its JSON came in a memfd. */
  readonly inMemfd: boolean;
}

/** Messages of JSON over a socket of packets, whatever their length. */
export class Channel implements Disposable {
  /**
   * Whether the peer takes a message whose JSON is in a memfd. A host that sent one does; one that
   * passes arguments in a descriptor of its own (v89 to v128) does not, nor does a store; for the
   * rest it is the last resort.
   */
  memfdSupport: "yes" | "unknown" | "no" = "unknown";
  #socket: PacketSocket;

  /** @param socket the socket, which belongs to this object from now on */
  constructor(socket: PacketSocket) {
    this.#socket = socket;
  }

  /**
   * Waits for the next message.
   *
   * @returns the message, or `undefined` when the peer closed its end
   * @throws {ProtocolError} when what came is no message; the channel stays usable
   * @throws {SystemError} when the socket fails
   */
  receive(): Incoming | undefined {
    const packet = this.#socket.receive();
    if (packet === undefined) return undefined;
    this.memfdSupport = "unknown";
    try {
      const incoming = unpack(packet);
      if (incoming.inMemfd) this.memfdSupport = "yes";
      return incoming;
    } catch (error) {
      packet.descriptors.close();
      throw error;
    }
  }

  /**
   * Sends a message: as a packet where it fits, else in a memfd where the peer takes that, else as
   * a packet in a send buffer as large as the kernel grants.
   *
   * @throws {ProtocolError} when the message fits no packet and there is no other way
   * @throws {SystemError} EPIPE or ECONNRESET when the peer is gone, others when the socket fails
   */
  send(value: unknown): void {
    const bytes = writeJson(value);
    if (this.#fits(bytes)) return;
    if (this.memfdSupport === "yes") return this.#sendInMemfd(bytes);
    this.#socket.enlargeSendBuffer(bytes.length);
    if (this.#fits(bytes)) return;
    if (this.memfdSupport === "unknown") return this.#sendInMemfd(bytes);
    throw new ProtocolError(
      `Cannot send a message of ${bytes.length} bytes: the kernel grants no send buffer that ` +
        `large (net.core.wmem_max), and this osbuild (v89 to v128) has no other way to take it`,
    );
  }

  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
  }

  #fits(bytes: Uint8Array<ArrayBuffer>): boolean {
    try {
      this.#socket.send(bytes);
      return true;
    } catch (error) {
      if (
        error instanceof SystemError &&
        (error.errno === Errno.EMSGSIZE || error.errno === Errno.ENOBUFS)
      ) return false;
      throw error;
    }
  }

  #sendInMemfd(bytes: Uint8Array<ArrayBuffer>): void {
    using file = memoryFile("message", bytes);
    this.#socket.sendWith(MARKER_BYTES, file);
  }
}

/**
 * Reads JSON from a descriptor that the peer passed.
 *
 * @param descriptors where its descriptor is first; it is taken out and closed
 * @param what what the descriptor holds, to begin the error's sentence
 * @throws {ProtocolError} when there is no descriptor, or it can't be read
 */
export function readJsonFrom(descriptors: DescriptorSet, what: string): unknown {
  using descriptor = descriptors.shift();
  if (descriptor === undefined) throw new ProtocolError(`${what} came without its descriptor`);
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = readContent(descriptor, MAX_MESSAGE_BYTES);
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    throw new ProtocolError(`Cannot read the descriptor of ${what}: ${error.message}`);
  }
  return parseJson(bytes, what);
}

function unpack(packet: Packet): Incoming {
  const { bytes, descriptors } = packet;
  if (packet.truncated) {
    throw new ProtocolError(
      "the message was truncated: the kernel or a security module kept back bytes or descriptors",
    );
  }
  const inMemfd = isMarker(bytes);
  const value = inMemfd
    ? readJsonFrom(descriptors, "the message")
    : parseJson(bytes, "the message");
  return { value, descriptors, inMemfd };
}

function isMarker(bytes: Uint8Array): boolean {
  return bytes.length === MARKER_BYTES.length && MARKER_BYTES.every((b, i) => bytes[i] === b);
}

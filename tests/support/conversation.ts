import { memoryFile } from "../../lib/linux/content.ts";
import { PacketSocket } from "../../lib/osbuild/packet_socket.ts";
import { Channel } from "../../lib/osbuild/channel.ts";
import { socketPair } from "./system.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A channel and, at its other end, the raw socket. */
export class Conversation implements Disposable {
  /** The end under test. */
  readonly channel: Channel;
  /** The other end. */
  readonly peer: PacketSocket;

  /** Connects the two. */
  constructor() {
    const [one, other] = socketPair();
    this.channel = new Channel(new PacketSocket(one));
    this.peer = new PacketSocket(other);
  }

  /**
   * Sends text from the other end.
   *
   * @param text the packet
   * @param content what is in the descriptor that goes with it; none if nothing is said
   */
  say(text: string, content?: string): void {
    if (content === undefined) return this.peer.send(encoder.encode(text));
    using file = memoryFile("test", encoder.encode(content));
    this.peer.sendWith(encoder.encode(text), file);
  }

  /**
   * Receives a packet at the other end.
   *
   * @returns its text and how many descriptors came with it
   */
  hear(): { text: string; descriptors: number } {
    const packet = this.peer.receive()!;
    using descriptors = packet.descriptors;
    return { text: decoder.decode(packet.bytes), descriptors: descriptors.size };
  }

  /** Closes both ends; a second call does nothing. */
  close(): void {
    this.channel.close();
    this.peer.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

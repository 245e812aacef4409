import type { Descriptor } from "../linux/descriptor.ts";
import { DescriptorSet } from "../linux/descriptor_set.ts";
import { libc, rareLibc } from "../linux/libc.ts";
import { Memory } from "../linux/memory.ts";
import { checked, Errno, SystemError, uninterrupted } from "../linux/system_error.ts";
import * as layout from "./layout.ts";

const SOL_SOCKET = 1;
const SO_SNDBUF = 7;
const SO_SNDBUFFORCE = 32;
const SO_RCVTIMEO = 20;
const SO_SNDTIMEO = 21;
const MSG_PEEK = 0x2;
const MSG_CTRUNC = 0x8;
const MSG_TRUNC = 0x20;
const MSG_NOSIGNAL = 0x4000;
const MSG_CMSG_CLOEXEC = 0x40000000;

const HEADER_BYTES = layout.MSGHDR.size + layout.IOVEC.size;
/**
 * Room for a full load of descriptors and for what the socket's options add: credentials, a pidfd,
 * a time stamp, a security label.
 */
const CONTROL_BYTES = layout.controlSpace(layout.MAX_DESCRIPTORS) + layout.controlSpace(256);
/** Messages up to this length share one block; a longer one gets its own for the time it takes. */
const SHARED_BYTES = 16_384;
/** What the kernel adds to each packet in its own accounting, rounded up. */
const PACKET_OVERHEAD = 4_096;

/** One packet as it came off the socket. */
export interface Packet {
  /** The bytes of the packet. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The descriptors that came with it; the receiver closes them. */
  readonly descriptors: DescriptorSet;
  /** Whether the kernel had to leave out bytes or descriptors. */
  readonly truncated: boolean;
}

/** A connected AF_UNIX socket of type SOCK_SEQPACKET, used in turns: receive, send, receive. */
export class PacketSocket implements Disposable {
  #socket: Descriptor;
  #block = new Memory(HEADER_BYTES + CONTROL_BYTES + SHARED_BYTES);

  /** @param socket the socket, which belongs to this object from now on */
  constructor(socket: Descriptor) {
    this.#socket = socket;
  }

  /**
   * Waits for the next packet.
   *
   * @returns the packet, or `undefined` when the peer closed its end
   * @throws {SystemError} when the socket fails, EAGAIN when the time set by
   *   {@linkcode limitWait} ran out
   */
  receive(): Packet | undefined {
    const doing = "receive a packet";
    const size = this.#nextSize(doing);
    // An empty packet can't be distinguished from the end: osbuild treats both as the end.
    if (size === 0) return undefined;

    using own = size > SHARED_BYTES ? new Memory(size) : undefined;
    const data = own?.address ?? this.#block.address + BigInt(HEADER_BYTES + CONTROL_BYTES);
    this.#block.write(layout.packHeader(
      this.#block.address,
      { address: data, length: size },
      { address: this.#block.address + BigInt(HEADER_BYTES), length: CONTROL_BYTES },
    ));
    const received = uninterrupted(
      () => libc().recvmsg(this.#socket.number, this.#block.address, MSG_CMSG_CLOEXEC),
      doing,
    );
    const { controlLength, flags } = layout.parseHeader(this.#block.read(HEADER_BYTES));
    // Before anything else, so that no descriptor leaks if something fails from here on.
    const { passed, added } = layout.parseDescriptors(
      this.#block.read(controlLength, HEADER_BYTES),
    );
    const descriptors = new DescriptorSet(passed);
    new DescriptorSet(added).close();
    return {
      bytes: own?.read(received) ?? this.#block.read(received, HEADER_BYTES + CONTROL_BYTES),
      descriptors,
      truncated: (flags & (MSG_TRUNC | MSG_CTRUNC)) !== 0,
    };
  }

  /**
   * Sends one packet.
   *
   * @param bytes the packet's bytes, at least one
   * @throws {SystemError} EMSGSIZE or ENOBUFS when it does not fit the send buffer, EPIPE or
   *   ECONNRESET when the peer is gone
   */
  send(bytes: Uint8Array<ArrayBuffer>): void {
    uninterrupted(
      () => libc().send(this.#socket.number, bytes, BigInt(bytes.length), MSG_NOSIGNAL),
      "send a packet",
    );
  }

  /**
   * Sends one short packet with a descriptor, which stays the caller's.
   *
   * @param bytes the packet's bytes, at most 16 KiB
   * @param descriptor what to pass
   * @throws {SystemError} EPIPE or ECONNRESET when the peer is gone, others when the kernel refuses
   */
  sendWith(bytes: Uint8Array<ArrayBuffer>, descriptor: Descriptor): void {
    const start = this.#block.address;
    const control = layout.packRights([descriptor.number]);
    this.#block.write(layout.packHeader(
      start,
      { address: start + BigInt(HEADER_BYTES + CONTROL_BYTES), length: bytes.length },
      { address: start + BigInt(HEADER_BYTES), length: control.length },
    ));
    this.#block.write(control, HEADER_BYTES);
    this.#block.write(bytes, HEADER_BYTES + CONTROL_BYTES);
    uninterrupted(
      () => rareLibc().sendmsg(this.#socket.number, start, MSG_NOSIGNAL),
      "send a packet with a descriptor",
    );
  }

  /**
   * Asks the kernel for a send buffer that a packet fits in: beyond its limit where that is
   * permitted, else up to the limit.
   *
   * @param size the packet's length in bytes
   */
  enlargeSendBuffer(size: number): void {
    const value = new Uint8Array(new Int32Array([size + PACKET_OVERHEAD]).buffer);
    const fd = this.#socket.number;
    // Both may be refused: the next send shows whether the packet fits.
    if (libc().setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, value, 4) < 0) {
      libc().setsockopt(fd, SOL_SOCKET, SO_SNDBUF, value, 4);
    }
  }

  /**
   * Bounds how long sending and receiving wait from now on; past that they fail with EAGAIN.
   *
   * @param milliseconds the bound
   * @throws {SystemError} when the kernel refuses
   */
  limitWait(milliseconds: number): void {
    const timeval = new Uint8Array(16);
    const view = new DataView(timeval.buffer);
    view.setBigInt64(0, BigInt(Math.floor(milliseconds / 1000)), true);
    view.setBigInt64(8, BigInt((milliseconds % 1000) * 1000), true);
    for (const option of [SO_RCVTIMEO, SO_SNDTIMEO]) {
      checked(
        libc().setsockopt(this.#socket.number, SOL_SOCKET, option, timeval, timeval.length),
        "bound the wait for a socket",
      );
    }
  }

  /** Waits for the next packet without removing it, and returns its size; 0 at the end. */
  #nextSize(doing: string): number {
    const nothing = { address: 0n, length: 0 };
    this.#block.write(layout.packHeader(this.#block.address, nothing, nothing));
    try {
      return uninterrupted(
        () => libc().recvmsg(this.#socket.number, this.#block.address, MSG_PEEK | MSG_TRUNC),
        doing,
      );
    } catch (error) {
      // The peer closed its end before it had read everything: handled like any other end.
      if (error instanceof SystemError && error.errno === Errno.ECONNRESET) return 0;
      throw error;
    }
  }

  /** Closes the socket; a second call does nothing. */
  close(): void {
    this.#socket.close();
    this.#block.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

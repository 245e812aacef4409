import { type Descriptor, DescriptorSet } from "../linux/descriptor.ts";
import { libc, rareLibc } from "../linux/libc.ts";
import { Memory } from "../linux/memory.ts";
import { checked, Errno, SystemError, uninterrupted } from "../linux/system_error.ts";

const SOL_SOCKET = 1;
const SO_SNDBUF = 7;
const SO_SNDBUFFORCE = 32;
const SO_RCVTIMEO = 20;
const SO_SNDTIMEO = 21;
const SCM_RIGHTS = 1;
const SCM_PIDFD = 4;
const MSG_PEEK = 0x2;
const MSG_CTRUNC = 0x8;
const MSG_TRUNC = 0x20;
const MSG_NOSIGNAL = 0x4000;
const MSG_CMSG_CLOEXEC = 0x40000000;

/** Where the members of `struct msghdr` and of the `struct iovec` behind it are. */
const Header = {
  iov: 16,
  iovlen: 24,
  control: 32,
  controllen: 40,
  flags: 48,
  base: 56,
  len: 64,
  size: 72,
} as const;
/** Where the members of `struct cmsghdr` are, and how long an int is. */
const Cmsg = { len: 0, level: 8, type: 12, data: 16, int: 4 } as const;

/**
 * Room for the most descriptors that Linux sends in one message (SCM_MAX_FD, 253), and for what the
 * socket's options add: credentials, a pidfd, a time stamp, a security label.
 */
const CONTROL_BYTES = 2 * (Cmsg.data + 256 * Cmsg.int);
/** What the kernel adds to each packet in its own accounting, rounded up. */
const PACKET_OVERHEAD = 4_096;

/** One packet as it came off the socket. */
export interface Packet {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The descriptors that came with it; the receiver closes them. */
  readonly descriptors: DescriptorSet;
  /** Whether the kernel had to leave out bytes or descriptors. */
  readonly truncated: boolean;
}

/** A connected AF_UNIX socket of type SOCK_SEQPACKET. */
export class PacketSocket implements Disposable {
  #socket: Descriptor;

  /** @param socket the socket, which belongs to this object from now on */
  constructor(socket: Descriptor) {
    this.#socket = socket;
  }

  /**
   * Waits for the next packet; `undefined` means that the peer closed its end.
   *
   * @throws {SystemError} when the socket fails, EAGAIN when the time set by
   *   {@linkcode limitWait} ran out
   */
  receive(): Packet | undefined {
    const size = this.#nextSize();
    // An empty packet can't be distinguished from the end: osbuild treats both as the end.
    if (size === 0) return undefined;
    using message = messageFor(CONTROL_BYTES, size);
    const received = uninterrupted(
      () => libc().recvmsg(this.#socket.number, message.address, MSG_CMSG_CLOEXEC),
      "receive a packet",
    );
    const header = new DataView(message.read(0, Header.size).buffer);
    const controlBytes = Number(header.getBigUint64(Header.controllen, true));
    // Before anything else, so that no descriptor leaks if something fails from here on.
    const { passed, added } = descriptorsIn(message.read(Header.size, controlBytes));
    const descriptors = new DescriptorSet(passed);
    new DescriptorSet(added).close();
    return {
      bytes: message.read(Header.size + CONTROL_BYTES, received),
      descriptors,
      truncated: (header.getInt32(Header.flags, true) & (MSG_TRUNC | MSG_CTRUNC)) !== 0,
    };
  }

  /**
   * Sends one packet, of at least one byte.
   *
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
   * Sends one packet with a descriptor, which stays the caller's.
   *
   * @throws {SystemError} EPIPE or ECONNRESET when the peer is gone, others when the kernel refuses
   */
  sendWith(bytes: Uint8Array<ArrayBuffer>, { number }: Descriptor): void {
    const control = new Uint8Array(Cmsg.data + 2 * Cmsg.int);
    const view = new DataView(control.buffer);
    view.setBigUint64(Cmsg.len, BigInt(Cmsg.data + Cmsg.int), true);
    view.setInt32(Cmsg.level, SOL_SOCKET, true);
    view.setInt32(Cmsg.type, SCM_RIGHTS, true);
    view.setInt32(Cmsg.data, number, true);
    using message = messageFor(control.length, bytes.length);
    message.write(control, Header.size);
    message.write(bytes, Header.size + control.length);
    uninterrupted(
      () => rareLibc().sendmsg(this.#socket.number, message.address, MSG_NOSIGNAL),
      "send a packet with a descriptor",
    );
  }

  /**
   * Asks the kernel for a send buffer that a packet of so many bytes fits in: beyond its limit where
   * that is permitted, else up to the limit.
   */
  enlargeSendBuffer(size: number): void {
    const value = new Uint8Array(new Int32Array([size + PACKET_OVERHEAD]).buffer);
    const fd = this.#socket.number;
    // Both may be refused: the next send shows whether the packet fits.
    if (libc().setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, value, 4) < 0) {
      libc().setsockopt(fd, SOL_SOCKET, SO_SNDBUF, value, 4);
    }
  }

  /** Bounds how long sending and receiving wait from now on; past that they fail with EAGAIN. */
  limitWait(milliseconds: number): void {
    const timeval = new BigInt64Array([
      BigInt(Math.floor(milliseconds / 1000)),
      BigInt((milliseconds % 1000) * 1000),
    ]);
    const value = new Uint8Array(timeval.buffer);
    for (const option of [SO_RCVTIMEO, SO_SNDTIMEO]) {
      checked(
        libc().setsockopt(this.#socket.number, SOL_SOCKET, option, value, value.length),
        "bound the wait for a socket",
      );
    }
  }

  /** Waits for the next packet without removing it, and returns its size; 0 at the end. */
  #nextSize(): number {
    using message = messageFor(0, 0);
    try {
      return uninterrupted(
        () => libc().recvmsg(this.#socket.number, message.address, MSG_PEEK | MSG_TRUNC),
        "receive a packet",
      );
    } catch (error) {
      // The peer closed its end before it had read everything: handled like any other end.
      if (error instanceof SystemError && error.errno === Errno.ECONNRESET) return 0;
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}

/** A `struct msghdr` with one `struct iovec`, and behind it the control data and the bytes. */
function messageFor(controlBytes: number, bytes: number): Memory {
  const memory = new Memory(Header.size + controlBytes + bytes);
  const header = new Uint8Array(Header.size);
  const view = new DataView(header.buffer);
  const set = (member: number, value: bigint) => view.setBigUint64(member, value, true);
  const control = memory.address + BigInt(Header.size);
  set(Header.iov, memory.address + BigInt(Header.base));
  set(Header.iovlen, 1n);
  set(Header.control, controlBytes > 0 ? control : 0n);
  set(Header.controllen, BigInt(controlBytes));
  set(Header.base, control + BigInt(controlBytes));
  set(Header.len, BigInt(bytes));
  memory.write(header, 0);
  return memory;
}

/**
 * Finds every descriptor that is open now because of control data: those that the peer `passed`
 * (SCM_RIGHTS), and those that the kernel `added` (SCM_PIDFD, where the socket has SO_PASSPIDFD).
 */
export function descriptorsIn(control: Uint8Array<ArrayBuffer>) {
  const view = new DataView(control.buffer);
  const found = { passed: [] as number[], added: [] as number[] };
  for (let at = 0; at + Cmsg.data <= control.length;) {
    const length = Number(view.getBigUint64(at + Cmsg.len, true));
    if (length < Cmsg.data) break;
    const type = view.getInt32(at + Cmsg.level, true) === SOL_SOCKET
      ? view.getInt32(at + Cmsg.type, true)
      : undefined;
    const numbers = type === SCM_RIGHTS ? found.passed : found.added;
    const end = Math.min(at + length, control.length);
    for (let i = at + Cmsg.data; i + Cmsg.int <= end; i += Cmsg.int) {
      if (type === SCM_RIGHTS || type === SCM_PIDFD) numbers.push(view.getInt32(i, true));
    }
    at += Math.ceil(length / 8) * 8;
  }
  return found;
}

/**
 * The ends of sockets that osbuild holds and the program does not: made here with calls of the C
 * library that the program has no use for.
 *
 * @module
 */
import { Descriptor } from "../../lib/linux/descriptor.ts";
import { cString } from "../../lib/linux/c_string.ts";
import { LIBC_PATHS } from "../../lib/linux/libc.ts";
import { checked } from "../../lib/linux/system_error.ts";
import { PacketSocket } from "../../lib/osbuild/packet_socket.ts";

const AF_UNIX = 1;
const SOCK_SEQPACKET = 5;
const SOCK_CLOEXEC = 0o2000000;
const FAMILY_BYTES = 2;

const { symbols } = Deno.dlopen(LIBC_PATHS.find((path) => isThere(path))!, {
  /** `int socketpair(int domain, int type, int protocol, int sv[2])` */
  socketpair: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  /** `int socket(int domain, int type, int protocol)` */
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  /** `int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen)` */
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  /** `int listen(int sockfd, int backlog)` */
  listen: { parameters: ["i32", "i32"], result: "i32" },
  /** `int accept(int sockfd, struct sockaddr *addr, socklen_t *addrlen)` */
  accept: { parameters: ["i32", "usize", "usize"], result: "i32" },
});

/**
 * Makes two connected sockets, closed in programs that are started.
 *
 * @returns both ends
 */
export function socketPair(): [Descriptor, Descriptor] {
  const numbers = new Int32Array(2);
  const type = SOCK_SEQPACKET | SOCK_CLOEXEC;
  const bytes = new Uint8Array(numbers.buffer);
  checked(symbols.socketpair(AF_UNIX, type, 0, bytes), "make sockets");
  return [new Descriptor(numbers[0]!), new Descriptor(numbers[1]!)];
}

/**
 * Listens at a path.
 *
 * @param path where
 * @returns the listening socket
 */
export function listenAt(path: string): Descriptor {
  const type = SOCK_SEQPACKET | SOCK_CLOEXEC;
  const socket = new Descriptor(checked(symbols.socket(AF_UNIX, type, 0), "make a socket"));
  const name = cString(path);
  const address = new Uint8Array(FAMILY_BYTES + name.length);
  new DataView(address.buffer).setUint16(0, AF_UNIX, true);
  address.set(name, FAMILY_BYTES);
  checked(symbols.bind(socket.number, address, address.length), `bind ${path}`);
  checked(symbols.listen(socket.number, 1), `listen at ${path}`);
  return socket;
}

/**
 * Waits for somebody to connect.
 *
 * @param socket the listening socket
 * @returns the connection
 */
export function accept(socket: Descriptor): PacketSocket {
  return new PacketSocket(new Descriptor(checked(symbols.accept(socket.number, 0n, 0n), "accept")));
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

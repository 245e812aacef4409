/**
 * Sockets as a host has them: made with functions of the C library that the program has no use for.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { Descriptor } from "../../lib/linux/descriptor.ts";
import { libc, LIBC_PATHS } from "../../lib/linux/libc.ts";
import { checked } from "../../lib/linux/system_error.ts";

const AF_UNIX = 1;
/** Packets, in a socket that programs do not inherit. */
const TYPE = 5 | 0o2000000;

const { symbols } = Deno.dlopen(LIBC_PATHS.find((path) => existsSync(path))!, {
  /** `int socketpair(int domain, int type, int protocol, int sv[2])` */
  socketpair: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  /** `int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen)` */
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  /** `int listen(int sockfd, int backlog)` */
  listen: { parameters: ["i32", "i32"], result: "i32" },
  /** `int accept(int sockfd, struct sockaddr *addr, socklen_t *addrlen)` */
  accept: { parameters: ["i32", "usize", "usize"], result: "i32" },
});

/**
 * Makes two connected sockets.
 *
 * @returns both ends
 * @throws {SystemError} when the kernel refuses
 */
export function socketPair(): [Descriptor, Descriptor] {
  const numbers = new Int32Array(2);
  checked(symbols.socketpair(AF_UNIX, TYPE, 0, new Uint8Array(numbers.buffer)), "make sockets");
  return [new Descriptor(numbers[0]!), new Descriptor(numbers[1]!)];
}

/**
 * Listens at a path.
 *
 * @param path where
 * @returns the listening socket
 * @throws {SystemError} when the kernel refuses
 */
export function listenAt(path: string): Descriptor {
  const socket = new Descriptor(checked(libc().socket(AF_UNIX, TYPE, 0), "make a socket"));
  const address = new Uint8Array([AF_UNIX, 0, ...new TextEncoder().encode(`${path}\0`)]);
  checked(symbols.bind(socket.number, address, address.length), `bind ${path}`);
  checked(symbols.listen(socket.number, 1), `listen at ${path}`);
  return socket;
}

/**
 * Waits for a connection and takes it.
 *
 * @param socket the listening socket
 * @returns this end of the connection
 * @throws {SystemError} when the kernel refuses
 */
export function accept(socket: Descriptor): Descriptor {
  return new Descriptor(checked(symbols.accept(socket.number, 0n, 0n), "accept a connection"));
}

import { Descriptor } from "../linux/descriptor.ts";
import { libc } from "../linux/libc.ts";
import { checked, uninterrupted } from "../linux/system_error.ts";
import { PacketSocket } from "./packet_socket.ts";

const AF_UNIX = 1;
const SOCK_SEQPACKET = 5;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_TYPE = 3;
const SO_DOMAIN = 39;
const FAMILY_BYTES = 2;
/** Length of `sun_path`, of which one byte is the NUL at the end. */
const SUN_PATH_BYTES = 108;

/**
 * Connects to a socket in the file system.
 *
 * @param timeout how long connecting, sending and receiving each may take, in milliseconds
 * @throws {RangeError} when the path is longer than 107 bytes, which no address holds
 * @throws {SystemError} when it can't be reached
 */
export function connectTo(path: string, timeout: number): PacketSocket {
  const address = unixAddress(path);
  const descriptor = new Descriptor(
    checked(libc().socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), "make a socket"),
  );
  const socket = new PacketSocket(descriptor);
  try {
    socket.limitWait(timeout);
    uninterrupted(
      () => libc().connect(descriptor.number, address, address.length),
      `connect to ${path}`,
    );
    return socket;
  } catch (error) {
    socket[Symbol.dispose]();
    throw error;
  }
}

/**
 * Takes over a socket that the program has inherited.
 *
 * @returns the socket, blocking, and closed in child processes
 * @throws {SystemError} when the descriptor is closed or no socket
 * @throws {TypeError} when it is a socket of another kind
 */
export function inheritedSocket(number: number): PacketSocket {
  const domain = socketOption(number, SO_DOMAIN);
  if (domain !== AF_UNIX || socketOption(number, SO_TYPE) !== SOCK_SEQPACKET) {
    throw new TypeError("it is not an AF_UNIX socket of type SOCK_SEQPACKET");
  }
  const descriptor = new Descriptor(number);
  descriptor.inherit(false);
  descriptor.block();
  return new PacketSocket(descriptor);
}

function unixAddress(path: string): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode(path);
  if (name.length >= SUN_PATH_BYTES) {
    throw new RangeError(`its path has ${name.length} bytes, more than ${SUN_PATH_BYTES - 1}`);
  }
  const bytes = new Uint8Array(FAMILY_BYTES + name.length + 1);
  new DataView(bytes.buffer).setUint16(0, AF_UNIX, true);
  bytes.set(name, FAMILY_BYTES);
  return bytes;
}

function socketOption(number: number, option: number): number {
  const value = new Int32Array(1);
  const length = new Uint8Array(new Uint32Array([4]).buffer);
  const bytes = new Uint8Array(value.buffer);
  checked(libc().getsockopt(number, SOL_SOCKET, option, bytes, length), "use it as a socket");
  return value[0] ?? 0;
}

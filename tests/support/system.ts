/**
 * Calls of the C library that tests need and the program does not make.
 *
 * @module
 */
import { Descriptor } from "../../lib/linux/descriptor.ts";
import { LIBC_PATHS } from "../../lib/linux/libc.ts";
import "./load_libc.ts";

const symbols = {
  socketpair: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  listen: { parameters: ["i32", "i32"], result: "i32" },
  accept: { parameters: ["i32", "usize", "usize"], result: "i32" },
  open: { parameters: ["buffer", "i32", "i32"], result: "i32" },
  fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
  lseek: { parameters: ["i32", "i64", "i32"], result: "i64" },
} as const satisfies Deno.ForeignLibraryInterface;

const AF_UNIX = 1;
const F_GETFD = 1;
const SEEK_CUR = 1;
/** Types of sockets. */
export const SOCK_STREAM = 1, SOCK_SEQPACKET = 5;
/** Modes of opening. */
export const O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_NONBLOCK = 0o4000, O_PATH = 0o10000000;

const system = Deno.dlopen(LIBC_PATHS.find(isThere)!, symbols).symbols;

/**
 * Opens a connection.
 *
 * @param type the type of its sockets
 * @returns both ends
 */
export function socketPair(type = SOCK_SEQPACKET): [Descriptor, Descriptor] {
  const numbers = new Int32Array(2);
  succeeded(system.socketpair(AF_UNIX, type, 0, new Uint8Array(numbers.buffer)));
  return [new Descriptor(numbers[0]!), new Descriptor(numbers[1]!)];
}

/**
 * Opens a socket that listens at a path.
 *
 * @param path where
 * @returns the socket
 */
export function listenAt(path: string): Descriptor {
  const socket = new Descriptor(succeeded(system.socket(AF_UNIX, SOCK_SEQPACKET, 0)));
  const address = new Uint8Array([AF_UNIX, 0, ...cString(path)]);
  succeeded(system.bind(socket.number, address, address.length));
  succeeded(system.listen(socket.number, 8));
  return socket;
}

/**
 * Takes a connection that is there already.
 *
 * @param socket a socket that listens
 * @returns this end of the connection
 */
export function accept(socket: Descriptor): Descriptor {
  return new Descriptor(succeeded(system.accept(socket.number, 0n, 0n)));
}

/**
 * Opens a file.
 *
 * @param path the file
 * @param mode how
 * @returns its descriptor, which children inherit
 */
export function openFile(path: string, mode = O_RDWR): Descriptor {
  return new Descriptor(succeeded(system.open(cString(path), mode, 0)));
}

/**
 * Whether a number stands for an open descriptor.
 *
 * @param number the number
 */
export function isOpen(number: number): boolean {
  return system.fcntl(number, F_GETFD, 0) >= 0;
}

/**
 * Where a file is read or written next.
 *
 * @param file the file
 */
export function positionOf(file: Descriptor): number {
  return Number(system.lseek(file.number, 0n, SEEK_CUR));
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function cString(path: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${path}\0`);
}

function succeeded(result: number): number {
  if (result < 0) throw new Error("a call that a test needs failed");
  return result;
}

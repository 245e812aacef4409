/**
 * Calls of the C library that tests need and the program does not make.
 *
 * @module
 */
import { Descriptor } from "../../lib/linux/descriptor.ts";
import { LIBC_PATHS } from "../../lib/linux/libc.ts";
import "./load_libc.ts";

const F_GETFD = 1;
const O_RDWR = 2;

const system = Deno.dlopen(LIBC_PATHS.find(isThere)!, {
  open: { parameters: ["buffer", "i32", "i32"], result: "i32" },
  fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
}).symbols;

/**
 * Opens a file for reading and writing.
 *
 * @param path the file
 * @returns its descriptor, which children inherit
 */
export function openFile(path: string): Descriptor {
  const number = system.open(new TextEncoder().encode(`${path}\0`), O_RDWR, 0);
  if (number < 0) throw new Error(`Cannot open ${path}`);
  return new Descriptor(number);
}

/**
 * Whether a number stands for an open descriptor.
 *
 * @param number the number
 */
export function isOpen(number: number): boolean {
  return system.fcntl(number, F_GETFD, 0) >= 0;
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

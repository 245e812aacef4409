import { open, readToEnd } from "./file.ts";
import { decodePath } from "./paths.ts";

/** Reads a file below /proc. There, Deno requires all permissions; the C library does not. */
export function readProc(path: string): string {
  using file = open(path);
  return decodePath(readToEnd(file, `read ${path}`));
}

/** A variable of the environment that the program was started with, empty where it is not set. */
export function variable(name: string): string {
  const entries = readProc("/proc/self/environ").split("\0");
  return entries.find((it) => it.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}

/** The name that the program was started by; Deno only knows the file behind a symbolic link. */
export function startedAs(): string {
  const [path = ""] = readProc("/proc/self/cmdline").split("\0", 1);
  return path.slice(path.lastIndexOf("/") + 1);
}

import { symbols } from "./symbols.ts";

/** The functions of {@linkcode symbols}, callable. */
export type Libc = Deno.DynamicLibrary<typeof symbols>["symbols"];

/**
 * Where distributions keep the C library: Fedora and its kin, Debian and its kin, Arch. Absolute,
 * because a bare name would be looked up in the working directory; the same list is what the
 * binary's permission set allows.
 */
export const LIBC_PATHS: readonly string[] = Deno.build.arch === "aarch64"
  ? ["/lib64/libc.so.6", "/lib/aarch64-linux-gnu/libc.so.6", "/usr/lib/libc.so.6"]
  : ["/lib64/libc.so.6", "/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib/libc.so.6"];

let loaded: Libc | undefined;

/**
 * The C library, loaded on first use.
 *
 * @returns its functions
 * @throws {Error} when none of {@linkcode LIBC_PATHS} can be loaded
 */
export function libc(): Libc {
  return loaded ??= load();
}

function load(): Libc {
  const failures: string[] = [];
  for (const path of LIBC_PATHS) {
    try {
      return Deno.dlopen(path, symbols).symbols;
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(`Cannot load the C library: ${failures.join("; ")}`);
}

import { rareSymbols, symbols } from "./symbols.ts";

/** The functions of a table, callable. */
type Functions<Table extends Deno.ForeignLibraryInterface> = Deno.DynamicLibrary<Table>["symbols"];

/**
 * Where distributions keep the C library: Fedora and its kin, Debian and its kin, Arch. Absolute,
 * because a bare name would be looked up in the working directory; the same list is what the
 * binary's permission set allows.
 */
export const LIBC_PATHS: readonly string[] = Deno.build.arch === "aarch64"
  ? ["/lib64/libc.so.6", "/lib/aarch64-linux-gnu/libc.so.6", "/usr/lib/libc.so.6"]
  : ["/lib64/libc.so.6", "/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib/libc.so.6"];

let found: string | undefined;
let loaded: Functions<typeof symbols> | undefined;
let rareLoaded: Functions<typeof rareSymbols> | undefined;

/**
 * The C library, loaded on first use.
 *
 * @returns the functions of {@linkcode symbols}
 * @throws {Error} when none of {@linkcode LIBC_PATHS} can be loaded
 */
export function libc(): Functions<typeof symbols> {
  return loaded ??= Deno.dlopen(found ??= find(), symbols).symbols;
}

/**
 * The rest of the C library, loaded on first use. Loading changes errno: whoever needs that reads
 * it before.
 *
 * @returns the functions of {@linkcode rareSymbols}
 * @throws {Error} when none of {@linkcode LIBC_PATHS} can be loaded
 */
export function rareLibc(): Functions<typeof rareSymbols> {
  return rareLoaded ??= Deno.dlopen(found ??= find(), rareSymbols).symbols;
}

/** Tries the paths without any function: Deno reads the whole table before it opens the file. */
function find(): string {
  const failures: string[] = [];
  for (const path of LIBC_PATHS) {
    try {
      Deno.dlopen(path, {}).close();
      return path;
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(`Cannot load the C library: ${failures.join("; ")}`);
}

import { rareSymbols, symbols } from "./symbols.ts";

/** The functions of a table, callable. */
type Functions<Table extends Deno.ForeignLibraryInterface> = Deno.DynamicLibrary<Table>["symbols"];

/**
 * Where distributions keep the C library: Fedora, Debian, Arch and their derivatives. Absolute,
 * because a bare name would be looked up in the working directory; the same list is what the
 * binary's permission set allows.
 */
export const LIBC_PATHS: readonly string[] = Deno.build.arch === "aarch64"
  ? ["/lib64/libc.so.6", "/lib/aarch64-linux-gnu/libc.so.6", "/usr/lib/libc.so.6"]
  : ["/lib64/libc.so.6", "/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib/libc.so.6"];

const UNSEEN = { struct: ["f64"] } as const satisfies Deno.NativeStructType;
const NOTHING = new Uint8Array(8);

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
  return loaded ??= load(symbols);
}

/**
 * The rest of the C library, loaded on first use. Loading changes errno: a caller that needs errno
 * reads it before.
 *
 * @returns the functions of {@linkcode rareSymbols}
 * @throws {Error} when none of {@linkcode LIBC_PATHS} can be loaded
 */
export function rareLibc(): Functions<typeof rareSymbols> {
  return rareLoaded ??= load(rareSymbols);
}

/**
 * Loads functions with a structure of one floating-point number before their own arguments. It is
 * passed in a register that none of them reads, on both architectures, and Deno compiles no machine
 * code for functions that take structures: some 0.07 ms and 95 KiB each, and only V8's optimizing
 * compilers, which are off, would ever call it.
 */
function load<Table extends Deno.ForeignLibraryInterface>(table: Table): Functions<Table> {
  const widened: Record<string, Deno.ForeignFunction> = {};
  for (const [name, symbol] of Object.entries(table as Record<string, Deno.ForeignFunction>)) {
    widened[name] = { ...symbol, parameters: [UNSEEN, ...symbol.parameters] };
  }
  const { symbols } = Deno.dlopen(found ??= find(), widened);
  const functions = Object.entries(symbols as Record<string, (...args: unknown[]) => unknown>)
    .map(([name, call]) => [name, call.bind(undefined, NOTHING)]);
  return Object.fromEntries(functions);
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

/**
 * How the program is compiled. What changes the program's behaviour is said here and in the
 * permission set `service` of deno.json, nowhere else.
 *
 * @module
 */

/** Name of the permission set that the program runs with. */
export const PERMISSION_SET = "service";

/** Flags of V8 in the program. */
const V8_FLAGS = [
  // Starts faster, and maps no memory that is both writable and executable.
  "--jitless",
  // Most of the service's code runs in every life: compiling it at once spares a first, cursory pass.
  "--no-lazy",
  // Without a JIT there is little that threads could do; starting and ending them takes longer.
  "--single-threaded",
  // In MiB. Left to itself, V8 sizes them by the machine, and lets a service that lives long hold
  // hundreds of MiB, of which some 25 are alive.
  "--initial-old-space-size=32",
  "--max-semi-space-size=8",
  // Else the first error, such as a place where libc is not, has V8 read the whole module again.
  "--no-enable-lazy-source-positions",
];

/** Arguments of `deno compile`. */
export const COMPILE_FLAGS: readonly string[] = [
  `--permission-set=${PERMISSION_SET}`,
  "--no-prompt",
  // The cache would be a file of a predictable name in a directory that everyone may write to.
  "--no-code-cache",
  // The types are checked by `deno task check`; here they are gone already.
  "--no-check",
  `--v8-flags=${V8_FLAGS.join(",")}`,
];

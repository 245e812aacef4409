/**
 * How the program is compiled: all that changes its behaviour is here and in the permission set
 * `service` of deno.json.
 *
 * @module
 */

/** Name of the permission set that the program runs with. */
export const PERMISSION_SET = "service";

/** Flags of V8 in the program. */
const V8_FLAGS = [
  // Starts faster, and maps no memory that is both writable and executable.
  "--jitless",
  // Most of the service's code runs at every start: compiling it at once saves a first, partial
  // parse.
  "--no-lazy",
  // Without a JIT threads have little to do; starting and ending them takes longer.
  "--single-threaded",
  // In MiB. By default V8 sizes them by the machine, and a service that lives long comes to hold
  // hundreds of MiB, of which some 25 are in use.
  "--initial-old-space-size=32",
  "--max-semi-space-size=8",
  // Otherwise V8 parses the whole module again at the first error, such as a path without libc.
  "--no-enable-lazy-source-positions",
];

/** Arguments of `deno compile`. */
export const COMPILE_FLAGS: readonly string[] = [
  `--permission-set=${PERMISSION_SET}`,
  "--no-prompt",
  // The cache would be a file with a predictable name in a directory that every user can write to.
  "--no-code-cache",
  // `deno task check` checks types; the bundle has none.
  "--no-check",
  `--v8-flags=${V8_FLAGS.join(",")}`,
];

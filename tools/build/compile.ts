/**
 * How the program is compiled: all that changes its behaviour is here and in the permission set
 * `service` of deno.json.
 *
 * @module
 */
import { join } from "node:path";
import { DENO_VERSION, RUNTIME_DIGESTS } from "../pins.ts";
import { fileHash } from "../shared/files.ts";
import { type Architecture, ROOT } from "../shared/project.ts";
import { runDeno } from "../shared/run.ts";

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
const COMPILE_FLAGS = [
  "--quiet",
  "--no-lock",
  "--permission-set=service",
  "--no-prompt",
  // The cache would be a file with a predictable name in a directory that every user can write to.
  "--no-code-cache",
  // `deno task check` checks types; the bundle has none.
  "--no-check",
  `--v8-flags=${V8_FLAGS.join(",")}`,
];

/** What is compiled, and into what. */
export interface Compilation {
  /** The directory that holds the modules, and nothing else; deno.json is added. */
  readonly stage: string;
  /** Name of the module that starts the program. */
  readonly entry: string;
  /** What the program is for. */
  readonly architecture: Architecture;
  /** The runtime that the program is appended to. */
  readonly denort: string;
  /** Modification time that the program's files get, in seconds since 1970. */
  readonly time: number;
  /** The program's file. */
  readonly output: string;
}

/**
 * Compiles a program with flags and permissions of the service, to the same bytes wherever and
 * whenever it is done.
 *
 * @throws {Error} when the runtime has not the pinned digest, or Deno can't compile
 */
export async function compile(
  { stage, entry, architecture, denort, time, output }: Compilation,
): Promise<void> {
  await checkRuntime(denort, architecture);
  const names = [...Deno.readDirSync(stage)].map(({ name }) => name).sort();
  // Deno records names and times of files from the directory that holds them all.
  for (const name of names) Deno.utimeSync(join(stage, name), time, time);
  const include = names.filter((name) => name.endsWith(".map")).map((name) => `--include=${name}`);
  const { permissions } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  await Deno.writeTextFile(join(stage, "deno.json"), JSON.stringify({ permissions }));
  const target = [`--target=${architecture}-unknown-linux-gnu`, "--output", output];
  const args = ["compile", ...COMPILE_FLAGS, ...include, ...target, entry];
  await runDeno("compile the program", args, { cwd: stage, env: { DENORT_BIN: denort } });
}

/** Deno appends a program to any file that it is given, without a check. */
async function checkRuntime(path: string, architecture: Architecture): Promise<void> {
  const expected = Deno.env.get("DENORT_SHA256") || RUNTIME_DIGESTS[architecture];
  const actual = await fileHash(path);
  if (actual === expected) return;
  throw new Error(
    `Cannot use ${path} as runtime: its SHA-256 is ${actual}, expected was ${expected}, that of ` +
      `denort ${DENO_VERSION} for ${architecture}. DENORT_SHA256 names another one to be used.`,
  );
}

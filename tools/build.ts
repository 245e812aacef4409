/**
 * How the program is made: `deno bundle` joins the modules, `deno compile` puts them behind the
 * runtime. All that changes its behaviour is here and in the permission set `service` of deno.json.
 *
 * @module
 */
import { dirname, join, relative } from "node:path";
import { DENO_VERSION, RUNTIMES } from "./pins.ts";
import { setUp } from "./setup.ts";
import { fileHash, replace, withScratch } from "./shared/files.ts";
import {
  type Architecture,
  DIST,
  HOST,
  MODULE,
  MODULES,
  projectConfig,
  ROOT,
} from "./shared/project.ts";
import { parseOptions, runDeno } from "./shared/run.ts";

/**
 * Where the program's modules are from, as Deno sees it. The runtime looks up files of a program by
 * a path below TMPDIR, and reads the disk where it finds none; a remote module is only ever looked
 * for in the program. RFC 2606 reserves the domain, so nobody can serve them.
 */
const SITE = "program.invalid";

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
  // By default half of the machine's memory, of which a message of MAX_MESSAGE_BYTES may need 1 GiB,
  // and the longest reply 2 GiB.
  "--max-old-space-size=4096",
  // Otherwise V8 parses the whole module again at the first error, such as a path without libc.
  "--no-enable-lazy-source-positions",
];

/**
 * Builds the program, after what is missing of the set-up:
 * `deno task build [--target ARCHITECTURE] [--limit NAME=VALUE]…`.
 */
export async function build(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  const { denort } = await setUp(options.architecture);
  await buildProgram({ ...options, denort: denort.path });
  const path = relative(ROOT, binaryPath(options.architecture));
  // A runtime with another digest was refused.
  const digest = Deno.env.get("DENORT_SHA256") ? "that of DENORT_SHA256" : "the pinned one";
  console.error(`built ${path} for ${options.architecture}: the runtime's SHA-256 is ${digest}`);
}

/** What is built. */
export interface Plan {
  readonly architecture: Architecture;
  /** The runtime that it is appended to. */
  readonly denort: string;
  /** Other values for constants of lib/limits.ts: `NAME=VALUE`. */
  readonly limits?: readonly string[];
  /** A directory below dist/ of its own, for a program that differs from the usual one. */
  readonly variant?: string;
}

/** The file that a program is built into: of another machine's architecture, in its directory. */
export function binaryPath(architecture: Architecture, variant = ""): string {
  return join(DIST, variant, architecture === HOST ? "" : architecture, MODULE);
}

/** Builds the program, and puts it and the sidecars of its inputs into dist/. */
export async function buildProgram(plan: Plan): Promise<void> {
  const path = binaryPath(plan.architecture, plan.variant);
  await withScratch(async (scratch) => {
    await bundle(scratch, plan.limits ?? []);
    await compile(scratch, plan, path);
  });
  for (const { name, schema } of MODULES) {
    await Deno.copyFile(schema, join(dirname(path), `${name}.meta.json`));
  }
}

/**
 * Joins the program's modules into those that a start reads and those that are imported on demand.
 *
 * @param stage an empty directory
 * @param limits other values for constants of lib/limits.ts: `NAME=VALUE`
 */
async function bundle(stage: string, limits: readonly string[]): Promise<void> {
  const directory = join(stage, "bundle");
  const lock = [`--lock=${join(ROOT, "deno.lock")}`, "--frozen"];
  const args = ["bundle", "--quiet", "--code-splitting", `--outdir=${directory}`, ...lock];
  await runDeno("bundle the program", [...args, "main.ts"], { cwd: ROOT });
  for (const { name } of [...Deno.readDirSync(directory)]) {
    const text = await Deno.readTextFile(join(directory, name));
    // In a vendor directory, a name keeps its form only in lower case and without dashes.
    const renamed = text.replace(/(?<=")\.\/[\w-]+-[A-Z0-9]{8}\.js(?=")/g, vendoredName);
    await addModule(stage, vendoredName(name), setLimits(renamed, limits));
  }
}

/** Adds a module to those that are compiled; `main.js` is the one that starts the program. */
export async function addModule(stage: string, name: string, text: string): Promise<void> {
  const directory = join(stage, "vendor", SITE);
  await Deno.mkdir(directory, { recursive: true });
  await Deno.writeTextFile(join(directory, name), text);
}

function vendoredName(name: string): string {
  return name.toLowerCase().replaceAll("-", "_");
}

/**
 * Changes constants of lib/limits.ts, in its text or that of a bundle. No line moves.
 *
 * @throws {Error} when lib/limits.ts has no such constant
 */
export function setLimits(text: string, limits: readonly string[]): string {
  const known = Deno.readTextFileSync(join(ROOT, "lib", "limits.ts"));
  return limits.reduce((it, limit) => {
    const [, name, value] = /^([A-Z_]+)=(\d+)$/.exec(limit) ?? [];
    if (!name || !known.includes(`\nexport const ${name} = `)) {
      throw new Error(`Cannot set limit ${limit}: it must be NAME=NUMBER, of lib/limits.ts`);
    }
    const constant = new RegExp(`(?<=^(?:export const|var) ${name} = )[\\d.e_]+(?=;)`, "m");
    return it.replace(constant, value!);
  }, text);
}

/**
 * Compiles a program with flags and permissions of the service, to the same bytes wherever and
 * whenever it is done.
 *
 * @param stage the directory that {@linkcode addModule} has filled
 * @throws {Error} when the runtime has not the pinned digest, or Deno can't compile
 */
export async function compile(
  stage: string,
  { architecture, denort }: Pick<Plan, "architecture" | "denort">,
  path: string,
): Promise<void> {
  await checkRuntime(denort, architecture);
  const { run, ffi } = projectConfig().permissions.service;
  const output = join(stage, MODULE);
  const args = [
    "compile",
    "--quiet",
    "--no-config",
    "--no-lock",
    "--vendor",
    // Otherwise the runtime makes a directory for npm packages below TMPDIR.
    "--node-modules-dir=manual",
    // `deno task check` checks types; the bundle has none.
    "--no-check",
    // The cache would be a file with a predictable name in a directory that every user can write
    // to.
    "--no-code-cache",
    "--no-prompt",
    // Deno finds no permission set for a remote module.
    "--allow-read",
    `--allow-run=${run}`,
    `--allow-ffi=${ffi}`,
    "--deny-import",
    `--v8-flags=${V8_FLAGS.join(",")}`,
    `--target=${architecture}-unknown-linux-gnu`,
    `--output=${output}`,
    `https://${SITE}/main.js`,
  ];
  await runDeno("compile the program", args, { cwd: stage, env: { DENORT_BIN: denort } });
  await replace(output, path);
}

/** Deno appends a program to any file that it is given, without a check. */
async function checkRuntime(path: string, architecture: Architecture): Promise<void> {
  const expected = Deno.env.get("DENORT_SHA256") || RUNTIMES[architecture].sha256;
  const actual = await fileHash(path);
  if (actual === expected) return;
  throw new Error(
    `Cannot use ${path} as runtime: its SHA-256 is ${actual}, expected was ${expected}, that of ` +
      `denort ${DENO_VERSION} for ${architecture}. DENORT_SHA256 names another one to be used.`,
  );
}

/**
 * How the program is made: `deno bundle` joins the modules, `deno compile` puts them behind the
 * runtime. All that changes its behaviour is here and in the permission set `service` of deno.json.
 *
 * @module
 */
import { join } from "node:path";
import { DENO_VERSION, RUNTIMES } from "../pins.ts";
import { fileHash } from "../shared/files.ts";
import { type Architecture, ROOT } from "../shared/project.ts";
import { runDeno } from "../shared/run.ts";

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

/** Where the constants are. */
const LIMITS = join(ROOT, "lib", "limits.ts");

/**
 * Joins the program's modules into those that a start reads and those that are imported on demand.
 *
 * @param stage an empty directory
 * @param limits other values for constants of lib/limits.ts: `NAME=VALUE`
 */
export async function bundle(stage: string, limits: readonly string[]): Promise<void> {
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
  return limits.reduce((it, limit) => {
    const [, name, value] = /^([A-Z_]+)=(\d+)$/.exec(limit) ?? [];
    if (!name || !Deno.readTextFileSync(LIMITS).includes(`\nexport const ${name} = `)) {
      throw new Error(`Cannot set limit ${limit}: it must be NAME=NUMBER, of lib/limits.ts`);
    }
    const constant = new RegExp(`(?<=^(?:export const|var) ${name} = )[\\d.e_]+(?=;)`, "m");
    return it.replace(constant, value!);
  }, text);
}

/** What is compiled, and into what. */
export interface Compilation {
  /** The directory that {@linkcode addModule} has filled. */
  readonly stage: string;
  /** What the program is for. */
  readonly architecture: Architecture;
  /** The runtime that the program is appended to. */
  readonly denort: string;
  /** The program's file. */
  readonly output: string;
}

/**
 * Compiles a program with flags and permissions of the service, to the same bytes wherever and
 * whenever it is done.
 *
 * @throws {Error} when the runtime has not the pinned digest, or Deno can't compile
 */
export async function compile(plan: Compilation): Promise<void> {
  const { stage, architecture, denort, output } = plan;
  await checkRuntime(denort, architecture);
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
    ...permissionFlags(),
    `--v8-flags=${V8_FLAGS.join(",")}`,
    `--target=${architecture}-unknown-linux-gnu`,
    `--output=${output}`,
    `https://${SITE}/main.js`,
  ];
  await runDeno("compile the program", args, { cwd: stage, env: { DENORT_BIN: denort } });
}

/** The permission set as flags: Deno finds no set for a remote module. */
function permissionFlags(): string[] {
  const { permissions } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  const { import: { deny }, ...allowed } = permissions.service;
  const flags = Object.entries<true | readonly string[]>(allowed).map(([name, value]) =>
    value === true ? `--allow-${name}` : `--allow-${name}=${value.join(",")}`
  );
  return deny === true ? [...flags, "--deny-import"] : flags;
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

import { createHash } from "node:crypto";
import { join } from "node:path";
import { DENO_VERSION, RUNTIME_DIGESTS } from "../pins.ts";
import { type Architecture, targetTriple } from "../shared/architecture.ts";
import { ROOT } from "../shared/layout.ts";
import { runCommand } from "../shared/run_command.ts";
import { bundle } from "./bundle.ts";
import { COMPILE_FLAGS } from "./flags.ts";
import { setLimits } from "./limits.ts";

/** What is compiled, and into what. */
export interface Compilation {
  /** What the program is for. */
  readonly architecture: Architecture;
  /** The runtime that the program is appended to. */
  readonly denort: string;
  /** Other values for constants of lib/limits.ts: `NAME=VALUE`. */
  readonly limits: readonly string[];
  /** Modification time that the program's files get, in seconds since 1970. */
  readonly time: number;
  /** The program's file. */
  readonly output: string;
  /** An empty directory. */
  readonly scratch: string;
}

/**
 * Compiles the program, to the same bytes wherever and whenever it is done.
 *
 * @param compilation what is compiled, and into what
 * @throws {Error} when Deno can't compile
 */
export async function compile(compilation: Compilation): Promise<void> {
  await checkRuntime(compilation.denort, compilation.architecture);
  // Deno records names and times of files from the directory that holds them all.
  const stage = join(compilation.scratch, "stage");
  await Deno.mkdir(stage);
  const entry = await bundle(stage);
  await setLimits(stage, compilation.limits);
  for (const { name } of Deno.readDirSync(stage)) {
    Deno.utimeSync(join(stage, name), compilation.time, compilation.time);
  }
  const names = [...Deno.readDirSync(stage)].map(({ name }) => name).sort();
  const include = names.filter((name) => name.endsWith(".map")).map((name) => `--include=${name}`);
  const target = ["--target", targetTriple(compilation.architecture)];
  const output = ["--output", compilation.output];
  const args = [...COMPILE_FLAGS, ...include, ...target, ...output, entry];
  await runCompiler(stage, compilation.denort, args);
}

/**
 * Runs `deno compile`, with the permission sets of deno.json.
 *
 * @param stage the directory of what is compiled
 * @param denort the runtime
 * @param args further arguments
 * @throws {Error} when Deno can't compile
 */
export async function runCompiler(
  stage: string,
  denort: string,
  args: readonly string[],
): Promise<void> {
  const { permissions } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  await Deno.writeTextFile(join(stage, "deno.json"), JSON.stringify({ permissions }));
  const compile = ["compile", "--quiet", "--no-lock", ...args];
  const options = { cwd: stage, env: { DENORT_BIN: denort } };
  const result = await runCommand(Deno.execPath(), compile, options);
  if (!result.success) throw new Error(`Cannot compile the program:\n${result.output.trim()}`);
}

/** Deno appends a program to any file that it is given, without a check. */
async function checkRuntime(path: string, architecture: Architecture): Promise<void> {
  const expected = Deno.env.get("DENORT_SHA256") || RUNTIME_DIGESTS[architecture];
  const actual = createHash("sha256").update(await Deno.readFile(path)).digest("hex");
  if (actual === expected) return;
  throw new Error(
    `Cannot use ${path} as runtime: its SHA-256 is ${actual}, expected was ${expected}, that of ` +
      `denort ${DENO_VERSION} for ${architecture}. DENORT_SHA256 names another one to be used.`,
  );
}

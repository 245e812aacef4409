import { dirname, join, relative } from "node:path";
import { bundle, compile } from "./build/compile.ts";
import { setUp } from "./setup.ts";
import { replaceFile, withScratch } from "./shared/files.ts";
import { type Architecture, DIST, HOST, MODULE, MODULES, ROOT } from "./shared/project.ts";
import { parseOptions, report } from "./shared/run.ts";

/**
 * Builds the program, after what is missing of the set-up:
 * `deno task build [--target ARCHITECTURE] [--limit NAME=VALUE]…`.
 */
export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  const { denort } = await setUp(options);
  await buildProgram({ ...options, denort: denort.path });
  const path = relative(ROOT, binaryPath(options.architecture));
  // A runtime with another digest was refused.
  const digest = Deno.env.get("DENORT_SHA256") ? "that of DENORT_SHA256" : "the pinned one";
  report([`built ${path} for ${options.architecture}: the runtime's SHA-256 is ${digest}`]);
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
  const { architecture, denort, limits = [], variant } = plan;
  const path = binaryPath(architecture, variant);
  await withScratch(async (scratch) => {
    const [stage, output] = [join(scratch, "stage"), join(scratch, MODULE)];
    await bundle(stage, limits);
    await compile({ stage, architecture, denort, output });
    await replaceFile(output, path);
  });
  for (const { name, schema } of MODULES) {
    await Deno.copyFile(schema, join(dirname(path), `${name}.meta.json`));
  }
}

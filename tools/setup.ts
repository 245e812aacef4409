import { existsSync } from "node:fs";
import { join } from "node:path";
import { ensureDenort, type Runtime } from "./offline/denort.ts";
import { cacheNpmModules, fetchPackage } from "./offline/npm.ts";
import { ensureVendored, type Origin } from "./offline/vendor.ts";
import { BUNDLER_VERSION, BUNDLERS, DENO_VERSION } from "./pins.ts";
import { replace, withScratch } from "./shared/files.ts";
import { type Architecture, ARCHITECTURES, CACHE, HOST } from "./shared/project.ts";
import { parseOptions } from "./shared/run.ts";

/** Fetches what a build needs into the checkout: `deno task setup [--target ARCHITECTURE]`. */
export async function setup(args: readonly string[]): Promise<void> {
  await setUp(parseOptions(args).architecture);
  console.error("set-up: complete");
}

/** What set-up has made ready. */
export interface SetUp {
  /** The runtime for compiled programs. */
  readonly denort: Runtime;
  /** Where the packages of JSR came from. */
  readonly origin: Origin;
}

/**
 * Fetches what a build needs and is missing in the checkout; uses no network if nothing is missing.
 *
 * @throws {Error} when something is not available, or this is not the pinned version of Deno
 */
export async function setUp(architecture: Architecture = HOST): Promise<SetUp> {
  if (Deno.version.deno !== DENO_VERSION && !Deno.env.get("DENORT_SHA256")) {
    throw new Error(
      `Cannot use Deno ${Deno.version.deno}: run npx -y deno@${DENO_VERSION} task …, or name the ` +
        "digest of another version's denort in DENORT_SHA256",
    );
  }
  return await withScratch(async (scratch) => {
    await cacheNpmModules(scratch);
    for (const it of [HOST, architecture]) await ensureBundler(it, scratch);
    const origin = await ensureVendored(scratch);
    return { denort: await ensureDenort(architecture, scratch), origin };
  });
}

/** Sets up for every architecture. */
export async function setUpAll(): Promise<ReadonlyMap<Architecture, SetUp>> {
  const ready = new Map<Architecture, SetUp>();
  for (const architecture of ARCHITECTURES) ready.set(architecture, await setUp(architecture));
  return ready;
}

/** Names the file in which Deno looks for the bundler on machines of an architecture. */
export function bundlerPath(architecture: Architecture): string {
  const [, name] = /^@esbuild\/(.+)@/.exec(BUNDLERS[architecture])!;
  return join(CACHE, "dl", `esbuild-${BUNDLER_VERSION}`, `esbuild-${name}`);
}

async function ensureBundler(architecture: Architecture, scratch: string): Promise<void> {
  const path = bundlerPath(architecture);
  if (existsSync(path)) return;
  const program = join(await fetchPackage(BUNDLERS[architecture], scratch), "bin", "esbuild");
  await Deno.chmod(program, 0o755);
  await replace(program, path);
}

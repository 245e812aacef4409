import { DENO_VERSION } from "./pins.ts";
import { ensureDenort, type Runtime } from "./offline/denort.ts";
import { cacheNpmModules } from "./offline/npm.ts";
import { ensureVendored } from "./offline/vendor.ts";
import { withScratch } from "./shared/files.ts";
import { type Architecture, ARCHITECTURES } from "./shared/project.ts";
import { parseOptions, report } from "./shared/run.ts";

/** Fetches what a build needs into the checkout: `deno task setup [--target ARCHITECTURE]`. */
export async function main(args: readonly string[]): Promise<void> {
  await setUp(parseOptions(args));
  report(["set-up: complete"]);
}

/** What set-up has made ready. */
export interface SetUp {
  /** The runtime for compiled programs. */
  readonly denort: Runtime;
}

/**
 * Fetches and generates what a build needs and is missing in the checkout; uses no network if
 * nothing is missing.
 *
 * @throws {Error} when something is not available, or this is not the pinned version of Deno
 */
export async function setUp(
  { architecture }: { readonly architecture: Architecture },
): Promise<SetUp> {
  if (Deno.version.deno !== DENO_VERSION && !Deno.env.get("DENORT_SHA256")) {
    throw new Error(
      `Cannot use Deno ${Deno.version.deno}: run npx -y deno@${DENO_VERSION} task …, or name the ` +
        "digest of another version's denort in DENORT_SHA256",
    );
  }
  await withScratch((scratch) => cacheNpmModules(scratch));
  await ensureVendored();
  return { denort: await ensureDenort(architecture) };
}

/**
 * Sets up for every architecture.
 *
 * @throws {Error} as {@linkcode setUp} does
 */
export async function setUpAll(): Promise<ReadonlyMap<Architecture, SetUp>> {
  const ready = new Map<Architecture, SetUp>();
  for (const architecture of ARCHITECTURES) {
    ready.set(architecture, await setUp({ architecture }));
  }
  return ready;
}

import { DENO_VERSION } from "../pins.ts";
import { ensureValidators } from "../build/validators.ts";
import { type Architecture, ARCHITECTURES } from "../shared/architecture.ts";
import { ensureDenort, type Runtime } from "./denort.ts";
import { ensureVendored } from "./vendor.ts";

/** What set-up has made ready. */
export interface SetUp {
  /** The runtime for compiled programs. */
  readonly denort: Runtime;
}

/**
 * Fetches and generates what a build needs and is missing in the checkout; uses no network if
 * nothing is missing.
 *
 * @param options the architecture
 * @returns what a build needs to know
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
  // First, as vendoring follows the imports of the program, of which these are some.
  await ensureValidators();
  await ensureVendored();
  return { denort: await ensureDenort(architecture) };
}

/**
 * Sets up for every architecture.
 *
 * @returns what set-up has made ready for each
 * @throws {Error} as {@linkcode setUp} does
 */
export async function setUpAll(): Promise<ReadonlyMap<Architecture, SetUp>> {
  const ready = new Map<Architecture, SetUp>();
  for (const architecture of ARCHITECTURES) {
    ready.set(architecture, await setUp({ architecture }));
  }
  return ready;
}

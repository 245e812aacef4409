import { ensureValidators } from "../build/validators.ts";
import type { Architecture } from "../shared/architecture.ts";
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
 * @throws {Error} when something is not available
 */
export async function setUp(
  { architecture }: { readonly architecture: Architecture },
): Promise<SetUp> {
  // First, as vendoring follows the imports of the program, of which these are some.
  await ensureValidators();
  await ensureVendored();
  return { denort: await ensureDenort(architecture) };
}

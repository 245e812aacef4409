import { ensureValidator } from "../build/validator.ts";
import type { ToolOptions } from "../shared/tool.ts";
import { ensureDenort, findDenort, type Runtime } from "./denort.ts";
import { ensureNpmModules } from "./npm_modules.ts";
import { useShippedCache } from "./shipped_cache.ts";
import { ensureVendored } from "./vendor.ts";

/** What a build needs from set-up. */
export interface SetUp {
  /** The runtime for compiled programs. */
  readonly denort: Runtime;
  /** Fingerprint of the vendored packages. */
  readonly vendored: string;
  /** What was done, one line each. */
  readonly lines: readonly string[];
}

/**
 * Fetches and generates what a build needs and is missing in the checkout; uses no network if
 * nothing is missing.
 *
 * @param options the architecture, and whether to ask JSR again
 * @returns what a build needs to know
 * @throws {Error} when something is not available
 */
export async function setUp(options: ToolOptions): Promise<SetUp> {
  const { architecture, fresh } = options;
  useShippedCache();
  const { fingerprint, lines } = await ensureVendored(fresh);
  const hadDenort = findDenort(architecture) !== undefined;
  const denort = await ensureDenort(architecture);
  const done = [
    ...lines,
    ...(hadDenort ? [] : [`denort ${Deno.version.deno} for ${architecture}: ${denort.origin}`]),
    ...(await ensureNpmModules() ? ["npm modules and bundler: ready"] : []),
    ...(await ensureValidator() ? ["validators: generated from schema.json"] : []),
  ];
  return { denort, vendored: fingerprint, lines: done };
}

import { ensureValidator } from "../build/validator.ts";
import type { ToolOptions } from "../shared/tool.ts";
import { ensureBundler } from "./bundler.ts";
import { ensureDenort, findDenort, type Runtime } from "./denort.ts";
import { useShippedCache } from "./shipped_cache.ts";
import { ensureVendored } from "./vendor.ts";

/** What a build finds after set-up. */
export interface SetUp {
  /** The runtime for compiled programs. */
  readonly denort: Runtime;
  /** Fingerprint of the vendored packages. */
  readonly vendored: string;
  /** What was done, for people. */
  readonly lines: readonly string[];
}

/**
 * Brings what is missing into the checkout; asks no one if nothing is.
 *
 * @param options what to set up for, and whether to ask JSR anew
 * @returns what a build needs to know
 * @throws {Error} when something can't be had from anywhere
 */
export async function setUp(options: ToolOptions): Promise<SetUp> {
  const { architecture, fresh } = options;
  useShippedCache();
  const vendored = await ensureVendored(fresh);
  const hadDenort = findDenort(architecture) !== undefined;
  const denort = await ensureDenort(architecture);
  const generated = await ensureValidator();
  const bundles = await ensureBundler();
  const lines = [...vendored.lines];
  if (!hadDenort) lines.push(`denort ${Deno.version.deno} for ${architecture}: ${denort.origin}`);
  if (generated) lines.push("validator: generated from schema.json");
  if (bundles) lines.push("bundler: ready");
  return { denort, vendored: vendored.fingerprint, lines };
}

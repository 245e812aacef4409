import { ROOT } from "../shared/layout.ts";
import { statIfThere } from "../shared/read_if_there.ts";
import { join } from "node:path";

/** The cache of Deno that an offline archive brings along: modules of npm, and the bundler. */
export const SHIPPED_CACHE = join(ROOT, ".offline", "cache");

/**
 * Lets every Deno that is started from here use the cache that came with the sources, if one did.
 * Nothing is asked of a registry then.
 */
export function useShippedCache(): void {
  if (!statIfThere(SHIPPED_CACHE)?.isDirectory) return;
  Deno.env.set("DENO_DIR", SHIPPED_CACHE);
  // The cache knows packages by the registry they came from: the usual one.
  Deno.env.delete("NPM_CONFIG_REGISTRY");
}

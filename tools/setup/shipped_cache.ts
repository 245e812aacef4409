import { ROOT } from "../shared/layout.ts";
import { statIfThere } from "../shared/read_if_there.ts";
import { join } from "node:path";

/** The cache of Deno in an offline archive: npm modules and the bundler. */
export const SHIPPED_CACHE = join(ROOT, ".offline", "cache");

/**
 * Makes Deno, when started by this process, use the cache that came with the sources, if one did: no
 * registry is asked then.
 */
export function useShippedCache(): void {
  if (!statIfThere(SHIPPED_CACHE)?.isDirectory) return;
  Deno.env.set("DENO_DIR", SHIPPED_CACHE);
  // The cache holds packages by the name of their registry: the default one.
  Deno.env.delete("NPM_CONFIG_REGISTRY");
}

/**
 * Paths in a checkout. The tools write nothing outside of them.
 *
 * @module
 */
import { dirname, join } from "node:path";
import type { Architecture } from "./architecture.ts";

/** The top of the checkout. */
export const ROOT = dirname(dirname(import.meta.dirname!));

/** Scratch space, stamps and the lock that keeps two runs of the tools apart. */
export const WORK = join(ROOT, ".build");

/** Where Deno looks for the sources of JSR packages. */
export const VENDOR = join(ROOT, "vendor");

/** Results of builds. */
export const DIST = join(ROOT, "dist");

/** The cache of Deno in an unpacked offline archive: npm modules and the bundler. */
export const SHIPPED_CACHE = join(ROOT, ".offline", "cache");

/** The sidecar that osbuild reads, and the source of the validators. */
export const SCHEMA = join(ROOT, "schema.json");

/**
 * Names the file that holds the runtime of compiled programs; a note beside it, `denort.origin`,
 * says where it came from.
 *
 * @param architecture what the programs are for
 * @returns its path, in a directory for each version and architecture
 */
export function runtimePath(architecture: Architecture): string {
  return join(ROOT, ".denort", `${Deno.version.deno}-${architecture}`, "denort");
}

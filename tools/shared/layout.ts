/**
 * Paths in a checkout. The tools write nothing outside of them.
 *
 * @module
 */
import { dirname, join } from "node:path";

/** The top of the checkout. */
export const ROOT = dirname(dirname(import.meta.dirname!));

/** Scratch space, stamps and the lock that keeps two runs of the tools apart. */
export const WORK = join(ROOT, ".build");

/** Where Deno looks for the sources of JSR packages. */
export const VENDOR = join(ROOT, "vendor");

/** Runtimes of compiled programs, one directory for each version and architecture. */
export const RUNTIMES = join(ROOT, ".denort");

/** Results of builds. */
export const DIST = join(ROOT, "dist");

/** The cache of Deno in an unpacked offline archive: npm modules and the bundler. */
export const SHIPPED_CACHE = join(ROOT, ".offline", "cache");

/** The sidecar that osbuild reads, and the source of the validators. */
export const SCHEMA = join(ROOT, "schema.json");

/** The sidecars by the names that osbuild looks for. */
export const SIDECARS = {
  "org.osbuild.containers.meta.json": SCHEMA,
  "org.osbuild.containers-storage.meta.json": join(ROOT, "schema-storage.json"),
} as const;

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

/** The sidecar that osbuild reads, and the source of the validators. */
export const SCHEMA = join(ROOT, "schema.json");

/** The sidecar of the other input, `org.osbuild.containers-storage`. */
export const STORAGE_SCHEMA = join(ROOT, "schema-storage.json");

/** The sidecars by the names that osbuild looks for. */
export const SIDECARS = {
  "org.osbuild.containers.meta.json": SCHEMA,
  "org.osbuild.containers-storage.meta.json": STORAGE_SCHEMA,
} as const;

/** Validators generated from the sidecars: of references, for the service, and of inputs. */
export const VALIDATORS = [
  { part: "refs", schema: SCHEMA },
  { part: "input", schema: SCHEMA },
  { part: "storage_refs", schema: STORAGE_SCHEMA },
  { part: "storage_input", schema: STORAGE_SCHEMA },
].map((it) => ({
  ...it,
  path: join(ROOT, "lib", "inputs", "schema", `${it.part}.generated.js`),
}));

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

/** Validators generated from {@linkcode SCHEMA}: of references, for the service, and of inputs. */
export const VALIDATORS = ["refs", "input"].map((part) => ({
  part,
  path: join(ROOT, "lib", "inputs", "schema", `${part}.generated.js`),
}));

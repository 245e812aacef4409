/**
 * Runs one of the project's tasks: `deno task NAME [ARGUMENT]…` in deno.json starts it.
 *
 * @module
 */
import { bench } from "./bench.ts";
import { build } from "./build.ts";
import { check } from "./check.ts";
import { vendor } from "./package/archive.ts";
import { deb, rpm } from "./package/packages.ts";
import { parts } from "./package/parts.ts";
import { python } from "./python.ts";
import { release } from "./release.ts";
import { setup } from "./setup.ts";
import { CACHE } from "./shared/project.ts";
import { test } from "./test.ts";
import { testPackaging } from "./test_packaging.ts";

/** The tasks, in the order in which one builds on another. */
const TASKS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  setup,
  build,
  check,
  test,
  python,
  bench,
  parts,
  vendor,
  rpm,
  deb,
  release,
  test_packaging: testPackaging,
};

// On a machine with certificates of its own, Deno reaches no registry without this variable. The
// children of this process inherit it.
if (!Deno.env.get("DENO_TLS_CA_STORE")) Deno.env.set("DENO_TLS_CA_STORE", "mozilla,system");

// A cache of the checkout's own: paths in it are the same everywhere, and show in the program.
Deno.env.set("DENO_DIR", CACHE);

// `deno task NAME -- ARGUMENT` passes the two dashes on.
const [name = "", ...args] = Deno.args.filter((it) => it !== "--");
try {
  await TASKS[name]!(args);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exitCode = 1;
}

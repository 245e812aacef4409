/**
 * Runs one of the project's tasks: `deno task NAME [ARGUMENT]…` in deno.json starts it.
 *
 * @module
 */
import { statIfThere } from "./shared/files.ts";
import { CACHE } from "./shared/project.ts";
import { SHIPPED_TIME } from "./vendor/sources.ts";

// On a machine with certificates of its own, Deno reaches no registry without this variable. The
// children of this process inherit it.
if (!Deno.env.get("DENO_TLS_CA_STORE")) Deno.env.set("DENO_TLS_CA_STORE", "mozilla,system");

// A cache of the checkout's own: paths in it are the same everywhere, and show in the program. The
// one that came with an offline archive has packages by the name of the default registry.
Deno.env.set("DENO_DIR", CACHE);
if (statIfThere(SHIPPED_TIME)) Deno.env.delete("NPM_CONFIG_REGISTRY");

// `deno task NAME -- ARGUMENT` passes the two dashes on.
const [name = "", ...args] = Deno.args.filter((it) => it !== "--");
try {
  // Not a literal: Deno would load what the tools import before set-up has fetched it.
  const { main } = await import(import.meta.resolve(`./${name}.ts`));
  await main(args);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exitCode = 1;
}

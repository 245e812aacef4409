/**
 * Runs one of the project's tasks: `deno task NAME [ARGUMENT]…` in deno.json starts it.
 *
 * @module
 */
import { ROOT, SHIPPED_CACHE } from "./shared/layout.ts";
import { statIfThere } from "./shared/read_if_there.ts";
import { runTool } from "./shared/tool.ts";

/** Tasks whose module exports `main`; the module of any other task is a program of its own. */
const FUNCTIONS = ["setup", "build", "check", "test", "coverage", "bench", "demo", "man"];

// On a machine with certificates of its own, Deno reaches no registry without this variable. The
// children of this process inherit it.
if (!Deno.env.get("DENO_TLS_CA_STORE")) Deno.env.set("DENO_TLS_CA_STORE", "mozilla,system");

// The cache that came with an offline archive has all that is needed; no registry is asked then. It
// holds packages by the name of their registry: the default one.
if (statIfThere(SHIPPED_CACHE)) {
  Deno.env.set("DENO_DIR", SHIPPED_CACHE);
  Deno.env.delete("NPM_CONFIG_REGISTRY");
}

await runTool(async () => {
  // `deno task NAME -- ARGUMENT` passes the two dashes on.
  const [name = "", ...args] = Deno.args.filter((it) => it !== "--");
  if (name === "python") {
    const { runPython } = await import("./test/python.ts");
    Deno.exitCode = await runPython(args[0]!, args.slice(1));
    return;
  }
  if (FUNCTIONS.includes(name)) {
    // Not a literal: Deno would load what the module imports before set-up has fetched it.
    const { main } = await import(import.meta.resolve(`./${name}.ts`));
    return await main(args);
  }
  const module = import.meta.resolve(`./${name}.ts`);
  const run = ["run", "--quiet", "--allow-all", module, ...args];
  const child = new Deno.Command(Deno.execPath(), { args: run, cwd: ROOT });
  Deno.exitCode = (await child.spawn().status).code;
});

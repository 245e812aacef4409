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

/** Tasks that run the tests of packages, and which of these they run. */
const PACKAGE_TESTS: Readonly<Record<string, readonly string[]>> = {
  "test:packaging": [],
  "test:osbuild": ["osbuild"],
};

/** Tasks that are Python programs below tests/. */
const PYTHON: Readonly<Record<string, string>> = { fuzz: "hostile", soak: "soak" };

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
  const [name = "", ...rest] = Deno.args;
  // `deno task NAME -- ARGUMENT` passes the two dashes on.
  const args = rest[0] === "--" ? rest.slice(1) : rest;
  if (PYTHON[name]) {
    const { runPython } = await import("./test/python.ts");
    Deno.exitCode = await runPython(PYTHON[name], args);
  } else if (FUNCTIONS.includes(name)) {
    // Not a literal: Deno would load what the module imports before set-up has fetched it.
    const { main } = await import(import.meta.resolve(`./${name}.ts`));
    await main(args);
  } else {
    const tests = PACKAGE_TESTS[name];
    const module = import.meta.resolve(tests ? "./test_packaging.ts" : `./${name}.ts`);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--allow-all", module, ...tests ?? [], ...args],
      cwd: ROOT,
    });
    Deno.exitCode = (await child.spawn().status).code;
  }
});

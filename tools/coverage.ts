import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { binaryPath } from "./build.ts";
import { LIMITS, setLimits } from "./build/compile.ts";
import { ensurePython, mountAbility, pythonEnvironment } from "./python.ts";
import { HOST, MODULE, ROOT, VENDOR } from "./shared/project.ts";
import { runDeno } from "./shared/run.ts";
import { denoSuites, pythonSuites, runAll, SHORT_LIMITS } from "./test.ts";

/**
 * Suites of the service that reach most; the others run the same code hundreds of times.
 * test_environment sets variables that only Deno itself obeys: one makes it print help, and hang.
 */
const SUITES = /^(service\/(?!test_environment)|faults\/test_(exchanged|umount|target|host_dies))/;

/**
 * Prints which lines of lib/ the tests reach: `deno task coverage`. Deno runs the sources in the
 * place of the compiled program, with short time limits. A service that is killed records nothing.
 * Failures are only counted: some tests fail because Deno is not the program (its start, its
 * environment, its file).
 */
export async function main(): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "containers-coverage-" });
  try {
    const coverage = join(directory, "raw");
    const binary = await programFromSources(directory, coverage);
    const ability = await mountAbility();
    const binaries = { CONTAINERS_BINARY: binary, CONTAINERS_IMPATIENT_BINARY: binary };
    const python = pythonSuites([...ability.prefix, await ensurePython()]);
    const deno = denoSuites(`--coverage=${coverage}`, "--coverage-raw-data-only");
    const suites = [...deno, ...python.filter(({ name }) => SUITES.test(name))];
    await runAll(suites, "", { ...pythonEnvironment(ability), ...binaries });
    // A service that is killed may leave half a record.
    for (const { name } of [...Deno.readDirSync(coverage)]) {
      const path = join(coverage, name);
      if (!(await Deno.readTextFile(path)).endsWith("}")) await Deno.remove(path);
    }
    const args = ["coverage", `--include=^file://${ROOT}/lib/`, coverage];
    console.log(await runDeno("report the coverage", args, { cwd: ROOT }));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Makes a program that runs the sources with the program's permissions, and records coverage. */
async function programFromSources(directory: string, coverage: string): Promise<string> {
  const limits = join(directory, "limits.ts");
  await Deno.writeTextFile(limits, setLimits(await Deno.readTextFile(LIMITS), SHORT_LIMITS));
  const config = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  config.imports[pathToFileURL(LIMITS).href] = pathToFileURL(limits).href;
  await Deno.writeTextFile(join(directory, "deno.json"), JSON.stringify(config));
  await Deno.symlink(VENDOR, join(directory, "vendor"));

  const path = join(directory, MODULE);
  const run = `'${Deno.execPath()}' run --quiet --permission-set=service --no-prompt`;
  const what = `--config='${directory}/deno.json' --coverage='${coverage}' '${ROOT}/main.ts'`;
  await Deno.writeTextFile(path, `#!/bin/bash\nexec -a "$0" ${run} ${what} "$@"\n`);
  await Deno.chmod(path, 0o755);
  await Deno.copyFile(`${binaryPath(HOST)}.meta.json`, `${path}.meta.json`);
  return path;
}

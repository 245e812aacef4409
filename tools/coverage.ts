import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { binaryPath } from "./build/binary.ts";
import { HOST } from "./shared/architecture.ts";
import { ROOT } from "./shared/layout.ts";
import { runCommand } from "./shared/run_command.ts";
import { denoTests } from "./test/deno_tests.ts";
import { SHORT_LIMITS } from "./test/impatient_binary.ts";
import { mountAbility } from "./test/mount_ability.ts";
import { ensurePython } from "./test/python.ts";
import { pythonTests } from "./test/python_tests.ts";
import type { TestSuite } from "./test/result.ts";
import { runSuites } from "./test/run_suites.ts";

/** Suites of the service that reach most; the others run the same code hundreds of times. */
const SUITES = /^(service|faults\/test_(mount_stops|exchanged|umount|target|host_dies))/;

/**
 * Prints which lines of lib/ the tests reach: `deno task coverage`. Deno runs the sources in the
 * place of the compiled program, with short time limits. A service that is killed records nothing.
 * Outcomes are not shown: some tests fail because Deno is not the program (its start, its
 * environment, its file).
 */
export async function main(): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "containers-coverage-" });
  try {
    const coverage = join(directory, "raw");
    const binary = await programFromSources(directory, coverage);
    const [python, ability] = [await ensurePython(), await mountAbility()];
    const ofService = pythonTests({ python, ability, binary, impatientBinary: binary })
      .filter(({ name }) => SUITES.test(name));
    const suites = [...denoTests({ coverage, binary }), ...ofService].map(withoutOutcome);
    const width = navigator.hardwareConcurrency;
    await runSuites(suites, "", { width, terminal: false, columns: 0, write: () => {} });
    const report = ["coverage", `--include=^file://${join(ROOT, "lib")}/`, "--exclude=generated"];
    const { success, output } = await runCommand(Deno.execPath(), [...report, coverage], {
      cwd: ROOT,
    });
    console.log(output.trimEnd());
    if (!success) Deno.exitCode = 1;
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

function withoutOutcome({ name, run }: TestSuite): TestSuite {
  return {
    name,
    run: async (filter) => {
      const results = await run(filter);
      console.log(`ran ${name}, ${results.length} tests`);
      return results;
    },
  };
}

/** Makes a program that runs the sources with the program's permissions, and records coverage. */
async function programFromSources(directory: string, coverage: string): Promise<string> {
  const path = join(directory, "from-sources");
  const command = [
    Deno.execPath(),
    "run",
    "--quiet",
    "--permission-set=service",
    "--no-prompt",
    `--config=${join(ROOT, "deno.json")}`,
    `--import-map=${await shortLimits(directory)}`,
    `--coverage=${coverage}`,
    join(ROOT, "main.ts"),
  ];
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  await Deno.writeTextFile(path, `#!/bin/sh\nexec ${quoted} "$@"\n`);
  await Deno.chmod(path, 0o755);
  await Deno.copyFile(`${binaryPath(HOST)}.meta.json`, `${path}.meta.json`);
  return path;
}

/** Makes an import map with which lib/limits.ts has short time limits. */
async function shortLimits(directory: string): Promise<string> {
  const original = join(ROOT, "lib", "limits.ts");
  let text = await Deno.readTextFile(original);
  for (const limit of SHORT_LIMITS) {
    const [name, value] = limit.split("=");
    text = text.replace(new RegExp(`(?<=const ${name} = ).*(?=;)`), `${value}`);
  }
  const changed = join(directory, "limits.ts");
  await Deno.writeTextFile(changed, text);
  // It replaces the one in deno.json, where Deno adds the paths below packages by itself.
  const { imports } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  const below = Object.entries<string>(imports).map(([name, specifier]) => [
    `${name}/`,
    specifier.replace("jsr:", "jsr:/") + "/",
  ]);
  const limits = { [pathToFileURL(original).href]: pathToFileURL(changed).href };
  const mapped = { ...imports, ...Object.fromEntries(below), ...limits };
  const map = join(directory, "import_map.json");
  await Deno.writeTextFile(map, JSON.stringify({ imports: mapped }));
  return map;
}

import { join } from "node:path";
import { runCommand } from "../shared/run_command.ts";
import type { MountAbility } from "./mount_ability.ts";
import { PYTHON_ENV, PYTHON_PATH } from "./python.ts";
import type { TestResult, TestSuite } from "./run_suites.ts";

/** The longest first, so that none of them runs alone at the end. */
const DIRECTORIES = ["hostile", "soak", "faults", "service", "bench"] as const;

/**
 * The tests of the service, which are written in Python.
 *
 * @param python the interpreter
 * @param ability how they mount
 * @param env further variables, which name the programs that are tested
 * @returns a suite for each of their modules
 */
export function pythonTests(
  python: string,
  ability: MountAbility,
  env: Readonly<Record<string, string>>,
): TestSuite[] {
  const all = { ...PYTHON_ENV, CONTAINERS_NO_MOUNTS: ability.obstacle ?? "", ...env };

  async function run(name: string, filter: string): Promise<TestResult[]> {
    const report = await Deno.makeTempFile({ suffix: ".jsonl" });
    try {
      const module = name.replace("/", ".");
      const runner = [...ability.prefix, python, "-m", "support.run", module, report, filter];
      const [program, ...args] = runner;
      const { output } = await runCommand(program!, args, { cwd: PYTHON_PATH, env: all });
      const lines = Deno.readTextFileSync(report).split("\n").filter((line) => line !== "");
      const records = lines.map((line) => JSON.parse(line));
      // Missing where the module can't be loaded, or a test ended the interpreter.
      if (records.pop()?.done) return records;
      return [...records, { name, outcome: "failed", detail: output }];
    } finally {
      await Deno.remove(report);
    }
  }

  return DIRECTORIES.flatMap((directory) =>
    [...Deno.readDirSync(join(PYTHON_PATH, directory))]
      .map(({ name }) => `${directory}/${name}`)
      .filter((path) => /\/test_\w+\.py$/.test(path)).sort()
      .map((path) => path.slice(0, -".py".length))
      .map((name) => ({ name, run: (filter) => run(name, filter) }))
  );
}

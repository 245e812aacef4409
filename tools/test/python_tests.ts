import { join } from "node:path";
import { binaryPath } from "../build/binary.ts";
import { HOST } from "../shared/architecture.ts";
import { runCommand } from "../shared/run_command.ts";
import type { MountAbility } from "./mount_ability.ts";
import { PYTHON_PATH } from "./python.ts";
import type { TestResult, TestSuite } from "./result.ts";

/** The longest first, so that none of them runs alone at the end. */
const DIRECTORIES = ["hostile", "soak", "faults", "service", "bench"] as const;

/** What the tests of the service run with. */
export interface PythonSurroundings {
  /** The interpreter. */
  readonly python: string;
  /** How they mount. */
  readonly ability: MountAbility;
  /** What is started instead of the program, if anything. */
  readonly binary?: string;
  /** The program with short time limits. */
  readonly impatientBinary: string;
}

/**
 * The tests of the service, which are written in Python.
 *
 * @param surroundings what they run with
 * @returns a suite for each of their modules
 */
export function pythonTests(surroundings: PythonSurroundings): TestSuite[] {
  return DIRECTORIES.flatMap((directory) =>
    modulesIn(directory).map((module) => ({
      name: `${directory}/${module}`,
      run: (filter) => run(surroundings, `${directory}.${module}`, filter),
    }))
  );
}

function modulesIn(directory: string): string[] {
  return [...Deno.readDirSync(join(PYTHON_PATH, directory))]
    .map(({ name }) => /^(test_\w+)\.py$/.exec(name)?.[1])
    .filter((module) => module !== undefined)
    .sort();
}

async function run(
  { python, ability, binary = binaryPath(HOST), impatientBinary }: PythonSurroundings,
  module: string,
  filter: string,
): Promise<TestResult[]> {
  const report = await Deno.makeTempFile({ suffix: ".jsonl" });
  try {
    const runner = [python, "-m", "support.run", module, report, filter];
    const [program, ...args] = [...ability.prefix, ...runner];
    const { output } = await runCommand(program!, args, {
      cwd: PYTHON_PATH,
      env: {
        CONTAINERS_BINARY: binary,
        CONTAINERS_IMPATIENT_BINARY: impatientBinary,
        CONTAINERS_NO_MOUNTS: ability.obstacle ?? "",
        PYTHONDONTWRITEBYTECODE: "1",
      },
    });
    const lines = Deno.readTextFileSync(report).split("\n").filter((line) => line !== "");
    const records = lines.map((line) => JSON.parse(line));
    // Missing where the module can't be loaded, or a test ended the interpreter.
    if (records.pop()?.done) return records;
    const name = module.replace(".", "/");
    return [...records, { name, outcome: "failed", detail: output, seconds: 0 }];
  } finally {
    await Deno.remove(report);
  }
}

import { join } from "node:path";
import { binaryPath } from "../build/binary.ts";
import { HOST } from "../shared/architecture.ts";
import { ROOT } from "../shared/layout.ts";
import { runCommand } from "../shared/run_command.ts";
import type { MountAbility } from "./mount_ability.ts";
import type { TestResult, TestSuite } from "./test_result.ts";

const TESTS = join(ROOT, "tests");
/** The longest first, so that none is left for last. */
const DIRECTORIES = ["hostile", "faults", "soak", "service"] as const;

/** What the tests of the service run with. */
export interface PythonSurroundings {
  /** The interpreter. */
  readonly python: string;
  /** How they mount. */
  readonly ability: MountAbility;
  /** What is started instead of the program, if anything. */
  readonly binary?: string;
  /** The program with short bounds. */
  readonly impatientBinary: string;
  /** What names of tests must hold. */
  readonly filter: string;
}

/**
 * The tests of the compiled program.
 *
 * @param surroundings what they run with
 * @returns a suite for each module in their directories
 */
export function pythonTests(surroundings: PythonSurroundings): TestSuite[] {
  return DIRECTORIES.flatMap((directory) =>
    modulesIn(directory).map((module) => ({
      name: `${directory}/${module}`,
      run: () => run(surroundings, `${directory}.${module}`),
    }))
  );
}

function modulesIn(directory: string): string[] {
  return [...Deno.readDirSync(join(TESTS, directory))]
    .map(({ name }) => /^(test_\w+)\.py$/.exec(name)?.[1])
    .filter((module) => module !== undefined)
    .sort();
}

async function run(surroundings: PythonSurroundings, module: string): Promise<TestResult[]> {
  const { python, ability, filter } = surroundings;
  const report = await Deno.makeTempFile({ suffix: ".jsonl" });
  try {
    const runner = [python, "-m", "support.run", module, report, filter];
    const [program, ...args] = [...ability.prefix, ...runner];
    const { output } = await runCommand(program!, args, {
      cwd: TESTS,
      env: environment(surroundings),
    });
    const lines = Deno.readTextFileSync(report).split("\n").filter((line) => line !== "");
    const records = lines.map((line) => JSON.parse(line));
    // A module that can't be loaded, or took the interpreter along, has not come to its end.
    if (records.pop()?.done) return records;
    return [...records, { name: module, outcome: "failed", detail: output, seconds: 0 }];
  } finally {
    await Deno.remove(report);
  }
}

function environment(
  { ability, binary = binaryPath(HOST), impatientBinary }: PythonSurroundings,
): Record<string, string> {
  return {
    CONTAINERS_BINARY: binary,
    CONTAINERS_IMPATIENT_BINARY: impatientBinary,
    CONTAINERS_NO_MOUNTS: ability.obstacle ?? "",
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

/** Runs tests: `deno task test [TEXT]`; TEXT is a part of a suite's name, or else of a test's. */
import { join } from "node:path";
import { binaryPath, buildProgram } from "./build.ts";
import { ensurePython, mountAbility, pythonEnvironment } from "./python.ts";
import { setUp } from "./setup.ts";
import { sourceFiles } from "./shared/files.ts";
import { HOST, projectConfig, ROOT } from "./shared/project.ts";
import { type CommandResult, runCommand } from "./shared/run.ts";

/** Short time limits, so that a test of them need not wait for minutes. */
const SHORT_LIMITS = ["STORE_TIMEOUT_MS=1000", "MOUNT_TIMEOUT_MS=3000", "KILL_GRACE_MS=500"];

const DENO_FLAGS = [
  "--quiet",
  ...["--allow-env", "--allow-read", "--allow-write", "--allow-run", "--allow-net=127.0.0.1"],
  `--allow-ffi=${projectConfig().permissions.service.ffi.join(",")}`,
  "--no-prompt",
];

/** How many tests ended so. */
interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Builds the program, also with short limits, and runs tests of it. */
export async function test(args: readonly string[]): Promise<void> {
  const { suites, filter } = choose(args.join(" "));
  const denort = (await setUp()).denort.path;
  const variant = "impatient";
  await buildProgram({ architecture: HOST, denort });
  await buildProgram({ architecture: HOST, denort, limits: SHORT_LIMITS, variant });
  const [python, ability] = [await ensurePython(), await mountAbility()];
  const env = {
    ...pythonEnvironment(ability),
    CONTAINERS_IMPATIENT_BINARY: binaryPath(HOST, variant),
  };
  const command = (suite: string) =>
    suite.endsWith(".py")
      ? [...ability.prefix, python, "-m", "unittest", "-v", suite, ...filter && [`-k=${filter}`]]
      : [Deno.execPath(), "test", ...DENO_FLAGS, suite, ...filter && [`--filter=${filter}`]];
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const waiting = suites.values();
  const worker = async () => {
    for (const suite of waiting) {
      const [program, ...args] = command(suite);
      const result = await runCommand(program!, args, { cwd: join(ROOT, "tests"), env });
      const counts = countTests(result);
      for (const [key, value] of Object.entries(counts)) total[key as keyof Counts] += value;
      report(suite, counts, result.output);
    }
  };
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, worker));
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  if (total.failed > 0 || total.passed === 0) Deno.exitCode = 1;
}

/**
 * Chooses suites by their names, or else tests by theirs.
 *
 * @returns the suites, and what the names of their tests have to contain
 * @throws {Error} when nothing has such a name
 */
function choose(filter: string): { suites: readonly string[]; filter: string } {
  const suites = listSuites();
  const named = suites.filter((name) => name.includes(filter));
  if (named.length > 0) return { suites: named, filter: "" };
  const texts = [...sourceFiles("tests").values()].map((it) => new TextDecoder().decode(it));
  if (texts.some((text) => text.includes(filter))) return { suites, filter };
  throw new Error(`Cannot test '${filter}': no suite or test has that in its name`);
}

/**
 * Lists what runs in one process each: files and directories below tests/. The longest come first,
 * so that none runs alone at the end.
 */
function listSuites(): string[] {
  const filesIn = (directory: string) =>
    [...Deno.readDirSync(join(ROOT, "tests", directory))]
      .filter(({ name }) => /^test_\w+\.py$|_test\.ts$/.test(name))
      .map(({ name }) => `${directory}/${name}`).sort();
  const inFiles = ["hostile", "soak", "faults", "service", "bench", "cli"].flatMap(filesIn);
  return [...inFiles, "unit", "packaging/cheap"];
}

/** Prints counts of a suite, why tests were skipped, and all it said if one failed. */
function report(name: string, { passed, failed, skipped }: Counts, output: string): void {
  if (passed + failed + skipped === 0) return;
  console.log(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  for (const line of output.split("\n")) if (/skipped/.test(line)) console.log(`  ${line}`);
  if (failed > 0) console.log(`${output}\nagain: deno task test ${name}`);
}

/**
 * Counts from Deno's `FAILED | 2 passed | 1 failed | 4 ignored (6s)`, and from Python's
 * `Ran 12 tests in 3.1s` and `FAILED (failures=1, errors=1, skipped=2)`.
 */
function countTests({ success, output }: CommandResult): Counts {
  const count = (what: RegExp) => Number(what.exec(output)?.[1] ?? 0);
  const failed = count(/\| (\d+) failed/) + count(/\bfailures=(\d+)/) + count(/\berrors=(\d+)/);
  const skipped = count(/\| (\d+) ignored/) + count(/\bskipped=(\d+)/);
  const ran = count(/^Ran (\d+) test/m);
  const passed = ran > 0 ? ran - Math.min(failed, ran) - skipped : count(/\| (\d+) passed/);
  // A module that can't be loaded, or a test that ended the interpreter.
  const isBroken = !success && failed === 0 && !/NO TESTS RAN/.test(output);
  return { passed, failed: isBroken ? 1 : failed, skipped };
}

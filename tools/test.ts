/** Runs tests: `deno task test [TEXT]`; TEXT is a part of a suite's name, or else of a test's. */
import { join } from "node:path";
import { LIBC_PATHS } from "../lib/linux/libc.ts";
import { binaryPath, buildProgram } from "./build.ts";
import { ensurePython, mountAbility, pythonEnvironment } from "./python.ts";
import { setUp } from "./setup.ts";
import { HOST, ROOT } from "./shared/project.ts";
import { runCommand } from "./shared/run.ts";

/** Short time limits, so that a test of them need not wait for minutes. */
export const SHORT_LIMITS = ["STORE_TIMEOUT_MS=1000", "MOUNT_TIMEOUT_MS=1500", "KILL_GRACE_MS=500"];

const DENO_FLAGS = [
  "--quiet",
  "--allow-env",
  "--allow-net=127.0.0.1",
  "--allow-read",
  "--allow-run",
  "--allow-write",
  `--allow-ffi=${LIBC_PATHS.join(",")}`,
  "--no-prompt",
];

/** What runs in one process; the longest come first, so that none runs alone at the end. */
interface Suite {
  readonly name: string;
  readonly command: readonly string[];
}

/** Tests that ended so. */
interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export async function main(args: readonly string[]): Promise<void> {
  const denort = (await setUp({ architecture: HOST })).denort.path;
  const variant = "impatient";
  await buildProgram({ architecture: HOST, denort, limits: SHORT_LIMITS, variant });
  const [python, ability] = [await ensurePython(), await mountAbility()];
  const env = {
    ...pythonEnvironment(ability),
    CONTAINERS_IMPATIENT_BINARY: binaryPath(HOST, variant),
  };

  const filter = args.join(" ");
  const suites = [...pythonSuites([...ability.prefix, python]), ...denoSuites()];
  const named = suites.filter(({ name }) => filter !== "" && name.includes(filter));
  const total = await runAll(
    named.length > 0 ? named : suites,
    named.length > 0 ? "" : filter,
    env,
  );
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  if (total.failed > 0 || total.passed === 0) Deno.exitCode = 1;
}

export function pythonSuites(python: readonly string[]): Suite[] {
  return ["hostile", "soak", "faults", "service", "bench"].flatMap((directory) =>
    namesIn(`tests/${directory}`, /^test_\w+\.py$/).map((file) => {
      const name = `${directory}/${file.replace(".py", "")}`;
      return { name, command: [...python, "-m", "unittest", "-v", name.replace("/", ".")] };
    })
  );
}

export function denoSuites(...flags: string[]): Suite[] {
  const files = namesIn("tests/cli", /_test\.ts$/).map((file) => `cli/${file}`);
  return [...files, "unit", "packaging/cheap"].map((name) => ({
    name: name.replace(".ts", ""),
    command: [Deno.execPath(), "test", ...DENO_FLAGS, ...flags, join(ROOT, "tests", name)],
  }));
}

export async function runAll(
  suites: readonly Suite[],
  filter: string,
  env: Record<string, string>,
) {
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const waiting = suites.values();
  const worker = async () => {
    for (const { name, command: [program, ...args] } of waiting) {
      const isDeno = program === Deno.execPath();
      const chosen = filter === "" ? [] : [isDeno ? `--filter=${filter}` : `-k=${filter}`];
      const options = { cwd: join(ROOT, isDeno ? "" : "tests"), env };
      const { success, output } = await runCommand(program!, [...args, ...chosen], options);
      const counts = isDeno ? denoCounts(output) : pythonCounts(output);
      // A module that can't be loaded, or a test that ended the interpreter.
      if (!success && counts.failed === 0 && !/NO TESTS RAN/.test(output)) counts.failed = 1;
      for (const [key, count] of Object.entries(counts)) total[key as keyof Counts] += count;
      const { passed, failed, skipped } = counts;
      if (passed + failed + skipped === 0) continue;
      console.log(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
      for (const line of output.split("\n")) if (/skipped/.test(line)) console.log(`  ${line}`);
      if (failed > 0) console.log(output);
    }
  };
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, worker));
  return total;
}

/** From such as `FAILED | 2 passed | 1 failed | 4 ignored (6s)`. */
function denoCounts(output: string): Counts {
  const count = (what: string) => Number(new RegExp(`\\| (\\d+) ${what}`).exec(output)?.[1] ?? 0);
  return { passed: count("passed"), failed: count("failed"), skipped: count("ignored") };
}

/** From such as `Ran 12 tests in 3.1s` and `FAILED (failures=1, errors=1, skipped=2)`. */
function pythonCounts(output: string): Counts {
  const count = (what: RegExp) => Number(what.exec(output)?.[1] ?? 0);
  const ran = count(/^Ran (\d+) test/m);
  const failed = count(/\bfailures=(\d+)/) + count(/\berrors=(\d+)/);
  const skipped = count(/\bskipped=(\d+)/);
  return { passed: ran - Math.min(failed, ran) - skipped, failed, skipped };
}

function namesIn(directory: string, pattern: RegExp): string[] {
  const names = [...Deno.readDirSync(join(ROOT, directory))].map(({ name }) => name);
  return names.filter((name) => pattern.test(name)).sort();
}

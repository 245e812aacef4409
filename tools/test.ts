/** Runs tests: `deno task test [TEXT]`; TEXT is a part of a suite's name, or else of a test's. */
import { join } from "node:path";
import { LIBC_PATHS } from "../lib/linux/libc.ts";
import { binaryPath, buildProgram } from "./build.ts";
import { ensurePython, mountAbility, pythonEnvironment } from "./python.ts";
import { setUp } from "./setup.ts";
import { sourceFiles } from "./shared/files.ts";
import { HOST, ROOT } from "./shared/project.ts";
import { runCommand } from "./shared/run.ts";

/** Short time limits, so that a test of them need not wait for minutes. */
const SHORT_LIMITS = ["STORE_TIMEOUT_MS=1000", "MOUNT_TIMEOUT_MS=1500", "KILL_GRACE_MS=500"];

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
  readonly language: "Python" | "Deno";
  /** The program, once it is known, and its arguments. */
  readonly command: readonly string[];
  /** Where it runs, from the top of the checkout. */
  readonly directory: string;
}

/** How many tests ended so. */
interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export async function main(args: readonly string[]): Promise<void> {
  const filter = args.join(" ");
  const { suites, inner } = choose(filter);
  const { denort } = await setUp({ architecture: HOST });
  const variant = "impatient";
  const plan = { architecture: HOST, denort: denort.path };
  await buildProgram(plan);
  await buildProgram({ ...plan, limits: SHORT_LIMITS, variant });
  const [python, ability] = [await ensurePython(), await mountAbility()];
  const env = {
    ...pythonEnvironment(ability),
    CONTAINERS_IMPATIENT_BINARY: binaryPath(HOST, variant),
  };
  const commands = suites.map((suite) =>
    suite.language === "Python"
      ? { ...suite, command: [...ability.prefix, python, ...suite.command] }
      : { ...suite, command: [Deno.execPath(), ...suite.command] }
  );
  const total = await runAll(commands, inner, env);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  if (total.failed > 0 || total.passed === 0) Deno.exitCode = 1;
}

/**
 * Chooses suites by their names, or else tests by theirs.
 *
 * @returns the suites, and what the names of their tests have to contain
 * @throws {Error} when nothing has such a name
 */
function choose(filter: string): { suites: readonly Suite[]; inner: string } {
  const suites = [...pythonSuites(), ...denoSuites()];
  const named = suites.filter(({ name }) => name.includes(filter));
  if (named.length > 0) return { suites: named, inner: "" };
  const texts = [...sourceFiles("tests").values()].map((it) => new TextDecoder().decode(it));
  if (texts.some((text) => text.includes(filter))) return { suites, inner: filter };
  throw new Error(`Cannot test '${filter}': no suite or test has that in its name`);
}

function pythonSuites(): Suite[] {
  return ["hostile", "soak", "faults", "service", "bench"].flatMap((directory) =>
    namesIn(`tests/${directory}`, /^test_\w+\.py$/).map((file) => {
      const name = `${directory}/${file.replace(".py", "")}`;
      const command = ["-m", "unittest", "-v", name.replace("/", ".")];
      return { name, language: "Python", command, directory: "tests" };
    })
  );
}

function denoSuites(): Suite[] {
  const files = namesIn("tests/cli", /_test\.ts$/).map((file) => `cli/${file}`);
  return [...files, "unit", "packaging/cheap"].map((path) => {
    const command = ["test", ...DENO_FLAGS, `tests/${path}`];
    return { name: path.replace(".ts", ""), language: "Deno", command, directory: "" };
  });
}

/** Runs as many suites at a time as there are processors; a terminal shows which. */
async function runAll(suites: readonly Suite[], filter: string, env: Record<string, string>) {
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const running = new Set<string>();
  const print = (text: string) => {
    const line = Deno.stdout.isTerminal() ? [...running].join(", ") : "";
    const clear = Deno.stdout.isTerminal() ? "\r\x1b[K" : "";
    Deno.stdout.writeSync(new TextEncoder().encode(`${clear}${text}${line}`));
  };
  const waiting = suites.values();
  const worker = async () => {
    for (const suite of waiting) {
      const { name, language, command: [program, ...args], directory } = suite;
      running.add(name);
      print("");
      const count = language === "Deno" ? denoCounts : pythonCounts;
      const flag = language === "Deno" ? `--filter=${filter}` : `-k=${filter}`;
      const all = filter === "" ? args : [...args, flag];
      const { success, output } = await runCommand(program!, all, {
        cwd: join(ROOT, directory),
        env,
      });
      const counts = count(output);
      // A module that can't be loaded, or a test that ended the interpreter.
      if (!success && counts.failed === 0 && !/NO TESTS RAN/.test(output)) counts.failed = 1;
      for (const [key, value] of Object.entries(counts)) total[key as keyof Counts] += value;
      running.delete(name);
      print(report(name, counts, output));
    }
  };
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, worker));
  return total;
}

/** What is printed of a suite: counts, why tests were skipped, and all it said if one failed. */
function report(name: string, { passed, failed, skipped }: Counts, output: string): string {
  if (passed + failed + skipped === 0) return "";
  const reasons = output.split("\n").filter((line) => /skipped/.test(line));
  return [
    `${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`,
    ...reasons.map((line) => `  ${line}`),
    ...(failed > 0 ? [output, `again: deno task test ${name}`] : []),
    "",
  ].join("\n");
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

import { binaryPath, ensureBuilt } from "./build/binary.ts";
import { setUp } from "./setup/set_up.ts";
import { HOST } from "./shared/architecture.ts";
import { denoTests } from "./test/deno_tests.ts";
import { mountAbility } from "./test/mount_ability.ts";
import { ensurePython } from "./test/python.ts";
import { pythonTests } from "./test/python_tests.ts";
import { failureLines, runSuites, summary } from "./test/run_suites.ts";

/** Short time limits, so that a test of them need not wait for minutes. */
export const SHORT_LIMITS: readonly string[] = [
  "STORE_TIMEOUT_MS=1000",
  "MOUNT_TIMEOUT_MS=1500",
  "KILL_GRACE_MS=500",
];

/**
 * Runs tests: `deno task test [TEXT]`, of which the names, or the suite's name, contain the text.
 *
 * @param args command line arguments
 */
export async function main(args: readonly string[]): Promise<void> {
  const python = await ensurePython();
  const ability = await mountAbility();
  if (ability.obstacle) console.log(`tests that mount are skipped: ${ability.obstacle}`);
  const denort = (await setUp({ architecture: HOST })).denort.path;
  const variant = "impatient";
  await ensureBuilt({ architecture: HOST, denort, limits: SHORT_LIMITS, variant });
  const env = { CONTAINERS_IMPATIENT_BINARY: binaryPath(HOST, variant) };
  const suites = [...denoTests(), ...pythonTests(python, ability, env)];

  const filter = args.join(" ");
  const results = await runSuites(suites, filter, navigator.hardwareConcurrency, {
    columns: Deno.stdout.isTerminal() ? Deno.consoleSize().columns : undefined,
    write: (text) => Deno.stdout.writeSync(new TextEncoder().encode(text)),
  });
  const command = `npx -y deno@${Deno.version.deno} task test`;
  for (const line of failureLines(results, command)) console.log(line);
  const passed = results.filter((it) => it.outcome === "passed").length;
  const failed = results.filter((it) => it.outcome === "failed").length;
  if (passed + failed === 0) console.log(`no test was run: no name contains "${filter}"`);
  console.log(summary(results));
  if (failed > 0 || passed === 0) Deno.exitCode = 1;
}

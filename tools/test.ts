import { denoTests } from "./test/deno_tests.ts";
import { impatientBinary } from "./test/impatient_binary.ts";
import { mountAbility } from "./test/mount_ability.ts";
import { ensurePython } from "./test/python.ts";
import { pythonTests } from "./test/python_tests.ts";
import { summary } from "./test/result.ts";
import { failureLines, runSuites } from "./test/run_suites.ts";

/**
 * Runs tests: `deno task test [TEXT]`, of which the names, or the suite's name, contain the text.
 *
 * @param args command line arguments
 */
export async function main(args: readonly string[]): Promise<void> {
  const python = await ensurePython();
  const ability = await mountAbility();
  if (ability.obstacle) console.log(`tests that mount are skipped: ${ability.obstacle}`);
  const surroundings = { python, ability, impatientBinary: await impatientBinary() };
  const terminal = Deno.stdout.isTerminal();
  const results = await runSuites(
    [...denoTests(), ...pythonTests(surroundings)],
    args.join(" "),
    {
      width: navigator.hardwareConcurrency,
      terminal,
      columns: terminal ? Deno.consoleSize().columns : 0,
      write: (text) => Deno.stdout.writeSync(new TextEncoder().encode(text)),
    },
  );
  const command = `npx -y deno@${Deno.version.deno} task test`;
  for (const line of failureLines(results, command)) console.log(line);
  const passed = results.filter((it) => it.outcome === "passed").length;
  const failed = results.filter((it) => it.outcome === "failed").length;
  if (passed + failed === 0) console.log(`no test was run: no name contains "${args.join(" ")}"`);
  console.log(summary(results));
  if (failed > 0 || passed === 0) Deno.exitCode = 1;
}

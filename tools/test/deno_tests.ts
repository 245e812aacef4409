import { join } from "node:path";
import { LIBC_PATHS } from "../../lib/linux/libc.ts";
import { ROOT } from "../shared/layout.ts";
import { runCommand } from "../shared/run_command.ts";
import type { TestResult, TestSuite } from "./run_suites.ts";
import { parseTap } from "./tap.ts";

/** A suite each: modules share little, and loading all of them takes about a second. */
const DIRECTORIES = ["tests/unit", "tests/packaging/cheap"];

/** A suite for each of its files: the command line, whose tests start programs. */
const DIRECTORY_OF_FILES = "tests/cli";

const FLAGS = [
  "--quiet",
  "--allow-env",
  "--allow-net=127.0.0.1",
  "--allow-read",
  "--allow-run",
  "--allow-write",
  `--allow-ffi=${LIBC_PATHS.join(",")}`,
  "--no-prompt",
];

/**
 * The tests that Deno runs: of modules, of the command line, and of what is packaged.
 *
 * @param binary what is started as the program; by default, the compiled one
 * @param flags further arguments of `deno test`
 * @returns the suites
 */
export function denoTests(binary?: string, flags: readonly string[] = []): TestSuite[] {
  const files = [...Deno.readDirSync(join(ROOT, DIRECTORY_OF_FILES))]
    .filter(({ name }) => name.endsWith("_test.ts"))
    .map(({ name }) => `${DIRECTORY_OF_FILES}/${name}`).sort();
  const options = { cwd: ROOT, env: binary === undefined ? {} : { CONTAINERS_BINARY: binary } };

  async function run(name: string, path: string, filter: string): Promise<TestResult[]> {
    const args = ["test", ...FLAGS, ...flags, `--filter=${filter}`, path];
    const { success, output } = await runCommand(
      Deno.execPath(),
      [...args, "--reporter=tap"],
      options,
    );
    const results = parseTap(output);
    if (success || results.some((it) => it.outcome === "failed")) return results;
    // This report does not say why a module can't be loaded.
    const again = await runCommand(Deno.execPath(), [...args, "--reporter=dot"], options);
    return [...results, { name, outcome: "failed", detail: again.output }];
  }

  return [...files, ...DIRECTORIES].map((path) => {
    const name = path.replace(/^tests\/|\.ts$/g, "");
    return { name, run: (filter) => run(name, path, filter) };
  });
}

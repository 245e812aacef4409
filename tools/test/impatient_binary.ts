import { join } from "node:path";
import { binaryPath } from "../build/binary.ts";
import { HOST } from "../shared/architecture.ts";
import { ROOT } from "../shared/layout.ts";
import { runCommand } from "../shared/run_command.ts";

const VARIANT = "impatient";
/** The short bounds: `NAME=VALUE` for constants of lib/limits.ts. */
export const SHORT_LIMITS: readonly string[] = [
  "STORE_TIMEOUT_MS=1000",
  "MOUNT_TIMEOUT_MS=1500",
  "KILL_GRACE_MS=500",
];

/**
 * Builds the program with short bounds on what it waits for, so that a test need not wait minutes.
 *
 * @returns the program
 * @throws {Error} when it can't be built
 */
export async function impatientBinary(): Promise<string> {
  const build = ["run", "--quiet", "--permission-set=build", "--no-prompt"];
  const limits = SHORT_LIMITS.map((limit) => `--limit=${limit}`);
  const { success, output } = await runCommand(Deno.execPath(), [
    ...build,
    join(ROOT, "tools", "build.ts"),
    `--variant=${VARIANT}`,
    ...limits,
  ], { cwd: ROOT, env: { DENO_TLS_CA_STORE: "mozilla,system" } });
  if (!success) throw new Error(`Cannot build the impatient program:\n${output.trim()}`);
  return binaryPath(HOST, VARIANT);
}

import { binaryPath, ensureBuilt } from "../build/binary.ts";
import { setUp } from "../setup/set_up.ts";
import { HOST } from "../shared/architecture.ts";

const VARIANT = "impatient";

/** Short time limits: `NAME=VALUE` for constants of lib/limits.ts. */
export const SHORT_LIMITS: readonly string[] = [
  "STORE_TIMEOUT_MS=1000",
  "MOUNT_TIMEOUT_MS=1500",
  "KILL_GRACE_MS=500",
];

/**
 * Builds the program with short time limits, so that a test of them need not wait for minutes.
 *
 * @returns the program
 * @throws {Error} when it can't be built
 */
export async function impatientBinary(): Promise<string> {
  const { denort } = await setUp({ architecture: HOST });
  const plan = { architecture: HOST, denort: denort.path, limits: SHORT_LIMITS };
  await ensureBuilt({ ...plan, variant: VARIANT });
  return binaryPath(HOST, VARIANT);
}

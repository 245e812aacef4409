import { isInstalled } from "../../tools/shared/run.ts";

/** Debian's packages whose names differ from those of their programs. */
const PACKAGES: Readonly<Record<string, string>> = {
  man: "man-db",
  script: "bsdutils",
  setpriv: "util-linux",
  unshare: "util-linux",
};

/**
 * Registers a test that is skipped where there is an obstacle. `deno test` reports no reason for
 * that: `deno task test` reads it from the end of the name.
 *
 * @param obstacle what is missing, and how to get it; undefined if the test can run
 */
export function testUnless(
  obstacle: string | undefined,
  name: string,
  fn: () => void | Promise<void>,
): void {
  const reason = obstacle === undefined ? "" : ` (skipped: ${obstacle})`;
  Deno.test({ name: name + reason, ignore: reason !== "", fn });
}

/** Tells which program is not installed, and how to get it from Debian; undefined if all are. */
export function missing(...programs: readonly string[]): string | undefined {
  const program = programs.find((it) => !isInstalled(it));
  const name = program && (PACKAGES[program] ?? program);
  return program && `${program} is not installed: apt-get install ${name}`;
}

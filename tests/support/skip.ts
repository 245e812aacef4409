import { existsSync } from "node:fs";

/** Debian's packages whose names differ from those of their programs. */
const PACKAGES: Readonly<Record<string, string>> = {
  man: "man-db",
  script: "bsdutils",
  setpriv: "util-linux",
  unshare: "util-linux",
};

/**
 * Names a test, and has it skipped where something is missing. `deno test` reports no reason for a
 * skipped test: `deno task test` reads it from the end of the name.
 *
 * @param obstacle what is missing, and how to get it; nothing if the test can run
 * @param name name of the test
 * @returns properties for `Deno.test`
 *
 * @example
 * ```ts
 * Deno.test({ ...unless(await missing("zsh"), "zsh reads the completions"), fn() {} });
 * ```
 */
export function unless(
  obstacle: string | undefined,
  name: string,
): Pick<Deno.TestDefinition, "name" | "ignore"> {
  return obstacle === undefined
    ? { name, ignore: false }
    : { name: `${name} (skipped: ${obstacle})`, ignore: true };
}

/**
 * Looks for programs on this machine.
 *
 * @param programs their names
 * @returns the first one that is not installed, and how to get it from Debian; nothing if all are
 */
export function missing(...programs: readonly string[]): string | undefined {
  const directories = (Deno.env.get("PATH") ?? "/usr/bin:/bin").split(":");
  const program = programs.find((it) => !directories.some((at) => existsSync(`${at}/${it}`)));
  const name = program && (PACKAGES[program] ?? program);
  return program && `${program} is not installed: apt-get install ${name}`;
}

/** The architectures that Deno's runtime exists for on Linux, by their names in the kernel. */
export type Architecture = "x86_64" | "aarch64";

/** All of them. */
export const ARCHITECTURES: readonly Architecture[] = ["x86_64", "aarch64"];

/** The architecture of this machine. */
export const HOST: Architecture = Deno.build.arch;

/**
 * Parses the name of an architecture.
 *
 * @param name `x86_64` or `aarch64`
 * @returns the architecture
 * @throws {RangeError} when there is no runtime for it
 */
export function parseArchitecture(name: string): Architecture {
  const found = ARCHITECTURES.find((it) => it === name);
  if (found) return found;
  throw new RangeError(`Cannot build for ${name}: Deno runs on x86_64 and aarch64 only`);
}

/** The architectures that Deno's runtime exists for on Linux, by their names in the kernel. */
export type Architecture = "x86_64" | "aarch64";

/** All of them. */
export const ARCHITECTURES: readonly Architecture[] = ["x86_64", "aarch64"];

/** The architecture of this machine. */
export const HOST: Architecture = Deno.build.arch;

/**
 * Parses the name of an architecture.
 *
 * @param name `x86_64` or `aarch64`, with or without the rest of a target triple, or Debian's name
 * @returns the architecture
 * @throws {RangeError} when there is no runtime for it
 *
 * @example
 * ```ts
 * parseArchitecture("arm64"); // "aarch64"
 * ```
 */
export function parseArchitecture(name: string): Architecture {
  switch (name.replace(/-unknown-linux-gnu$/, "")) {
    case "x86_64":
    case "amd64":
      return "x86_64";
    case "aarch64":
    case "arm64":
      return "aarch64";
    default:
      throw new RangeError(`Cannot build for ${name}: Deno runs on x86_64 and aarch64 only`);
  }
}

/**
 * Names an architecture as Deno's `--target` does.
 *
 * @param architecture the architecture
 * @returns its target triple
 */
export function targetTriple(architecture: Architecture): string {
  return `${architecture}-unknown-linux-gnu`;
}

import { dirname, join } from "node:path";

/** Name of the module, and so of the program. */
export const MODULE = "org.osbuild.containers";

/** Name of packages and archives. */
export const PACKAGE = "osbuild-input-containers";

/** Where packages keep the program if it can't be at osbuild's path itself. */
export const PRIVATE_DIRECTORY = `/usr/lib/${PACKAGE}`;

/**
 * Reads the version that everything is released under.
 *
 * @throws {Error} when there is none
 */
export function projectVersion(): string {
  const { version } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  if (typeof version !== "string") {
    throw new Error("Cannot name the release: deno.json has no version");
  }
  return version;
}

/** The architectures that Deno's runtime exists for on Linux, by their names in the kernel. */
export type Architecture = "x86_64" | "aarch64";

/** All of them. */
export const ARCHITECTURES: readonly Architecture[] = ["x86_64", "aarch64"];

/** The architecture of this machine. */
export const HOST: Architecture = Deno.build.arch;

/**
 * Parses the name of an architecture.
 *
 * @throws {RangeError} when there is no runtime for it
 */
export function parseArchitecture(name: string): Architecture {
  const found = ARCHITECTURES.find((it) => it === name);
  if (found) return found;
  throw new RangeError(`Cannot build for ${name}: Deno runs on x86_64 and aarch64 only`);
}

/** The top of the checkout. */
export const ROOT = dirname(dirname(import.meta.dirname!));

/** Scratch space, stamps and the lock that keeps two runs of the tools apart. */
export const WORK = join(ROOT, ".build");

/** Where Deno looks for the sources of JSR packages. */
export const VENDOR = join(ROOT, "vendor");

/** Results of builds. */
export const DIST = join(ROOT, "dist");

/** The cache of Deno. */
export const CACHE = join(ROOT, ".cache");

/** The sidecar that osbuild reads, and the source of the validators. */
export const SCHEMA = join(ROOT, "schema.json");

/**
 * Names the file that holds the runtime of compiled programs; a note beside it, `denort.origin`,
 * says where it came from.
 *
 * @returns its path, in a directory for each version and architecture
 */
export function runtimePath(architecture: Architecture): string {
  return join(ROOT, ".denort", `${Deno.version.deno}-${architecture}`, "denort");
}

/** A name under which osbuild starts the program. */
export interface Module {
  /** Name of the file in osbuild's directory of inputs. */
  readonly name: string;
  /** Description that osbuild reads, as a path. */
  readonly schema: string;
}

/** The modules that packages install, from packaging/modules: a name and a schema on each line. */
export const MODULES: readonly Module[] = Deno
  .readTextFileSync(join(ROOT, "packaging", "modules"))
  .trim().split("\n")
  .map((line) => {
    const [name, schema] = line.split(" ") as [string, string];
    return { name, schema: join(ROOT, schema) };
  });

/**
 * Reads the variable by which distributions fix the time of what they build.
 *
 * @returns `SOURCE_DATE_EPOCH`, in seconds since 1970, if it is set
 * @throws {RangeError} when it is no such number
 */
export function sourceDateEpoch(): number | undefined {
  const text = Deno.env.get("SOURCE_DATE_EPOCH");
  if (!text) return undefined;
  if (/^\d{1,11}$/.test(text)) return Number(text);
  throw new RangeError(
    `Cannot use SOURCE_DATE_EPOCH=${text}: it must be a number of seconds since 1970`,
  );
}

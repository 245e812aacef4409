import { dirname, join } from "node:path";

/** Name of the module, and so of the program. */
export const MODULE = "org.osbuild.containers";

/** Name of packages and archives. */
export const PACKAGE = "osbuild-input-containers";

/** Where packages keep the program if it can't be at osbuild's path itself. */
export const PRIVATE_DIRECTORY = `/usr/lib/${PACKAGE}`;

/** The architectures that Deno's runtime exists for on Linux, by their names in the kernel. */
export type Architecture = "x86_64" | "aarch64";

/** All of them. */
export const ARCHITECTURES: readonly Architecture[] = ["x86_64", "aarch64"];

/** The architecture of this machine. */
export const HOST: Architecture = Deno.build.arch;

/** The top of the checkout. */
export const ROOT = dirname(dirname(import.meta.dirname!));

/** Scratch space. */
export const WORK = join(ROOT, ".build");

/** Where Deno looks for the sources of JSR packages. */
export const VENDOR = join(ROOT, "vendor");

/** Results of builds. */
export const DIST = join(ROOT, "dist");

/** The cache of Deno. */
export const CACHE = join(ROOT, ".cache");

/** The sidecar that osbuild reads. */
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

/** Reads deno.json. */
export function projectConfig() {
  return JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
}

/** The version that everything is released under. */
export function projectVersion(): string {
  return projectConfig().version;
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

/**
 * What the project and its parts are called.
 *
 * @module
 */
import { join } from "node:path";
import { ROOT } from "./layout.ts";

/** Name of the module, and so of the program. */
export const MODULE = "org.osbuild.containers";

/** Name of packages and archives. */
export const PACKAGE = "osbuild-input-containers";

/** Where packages keep the program if it can't be at osbuild's path itself. */
export const PRIVATE_DIRECTORY = `/usr/lib/${PACKAGE}`;

/**
 * Reads the version that everything is released under.
 *
 * @returns the version in deno.json
 * @throws {Error} when there is none
 */
export function projectVersion(): string {
  const { version } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  if (typeof version !== "string") {
    throw new Error("Cannot name the release: deno.json has no version");
  }
  return version;
}

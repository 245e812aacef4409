import { posix } from "node:path";
import type { StandIn } from "../pins.ts";
import { exportName } from "./package_meta.ts";

/**
 * Turns a module of the npm package into one that Deno accepts as part of a JSR package.
 *
 * The build of the npm package replaced Deno's globals by a shim, and JSR specifiers by relative
 * paths; both are changed back. Imports inside a package stay relative.
 *
 * @param source text of the module or declaration file
 * @param path where it is, from the directory that holds all packages:
 * `<package>/<version>/<file>`
 * @param packages the packages, and their names in the npm package
 * @param declarations whether there is a declaration file beside the module
 * @returns the new text
 * @throws {Error} when it imports a package that is not listed
 */
export function rewriteModule(
  source: string,
  path: string,
  packages: readonly StandIn[],
  declarations = false,
): string {
  const body = source
    .replace(/^import \* as dntShim from "[^"]*";\n/m, "")
    .replaceAll("dntShim.dntGlobalThis", "globalThis")
    .replaceAll("dntShim.Deno", "Deno")
    .replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n")
    .replace(
      /(\bfrom |\bimport |\bimport\()"(\.\.?\/[^"]*)"/g,
      (_, keyword: string, specifier: string) =>
        `${keyword}"${rewriteSpecifier(specifier, path, packages)}"`,
    );
  if (!declarations) return body;
  const types = posix.basename(path).replace(/\.js$/, ".d.ts");
  return `/* @ts-self-types="./${types}" */\n${body}`;
}

function rewriteSpecifier(specifier: string, path: string, packages: readonly StandIn[]): string {
  const target = posix.join(posix.dirname(path), specifier);
  const own = packages.find((it) => path.startsWith(directoryOf(it)));
  if (own && target.startsWith(directoryOf(own))) return specifier;

  const other = packages.find((it) => target.startsWith(directoryOf(it)));
  if (!other) {
    throw new Error(`Cannot convert ${path}: it imports ${target}, which is not a known package`);
  }
  const entry = exportName(target.slice(directoryOf(other).length));
  if (!entry) throw new Error(`Cannot convert ${path}: ${target} is private to its package`);
  return `jsr:${other.name}@${other.version}${entry.slice(1)}`;
}

/**
 * Names the directory of a package in the npm package.
 *
 * @param standIn the package
 * @returns its path from the directory that holds all packages, with a trailing slash
 */
export function directoryOf(standIn: StandIn): string {
  return `${standIn.carriedAs}/${standIn.version}/`;
}

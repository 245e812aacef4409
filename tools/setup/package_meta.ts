/**
 * The two files that describe a JSR package to Deno.
 *
 * @module
 */
import { createHash } from "node:crypto";

/**
 * Names a module as importers of its package do.
 *
 * @param file path in the package, such as `posix/join.js`
 * @returns the key in the package's `exports`, such as `./posix/join`; nothing for private modules
 * and for declarations
 */
export function exportName(file: string): string | undefined {
  if (!file.endsWith(".js") || file.split("/").some((part) => part.startsWith("_"))) {
    return undefined;
  }
  const stem = file.slice(0, -".js".length).replaceAll("_", "-");
  if (stem === "mod") return ".";
  return `./${stem.endsWith("/mod") ? stem.slice(0, -"/mod".length) : stem}`;
}

/**
 * Describes a package of which one version is present.
 *
 * @param name name of the package, scope included
 * @param version the version
 * @returns content of the package's `meta.json`
 */
export function packageMeta(name: string, version: string): string {
  const [scope, bare] = name.slice(1).split("/");
  return JSON.stringify({ scope, name: bare, latest: version, versions: { [version]: {} } });
}

/**
 * Describes the files of one version of a package.
 *
 * @param files content of each file by its path in the package
 * @returns content of `<version>_meta.json`
 */
export function versionMeta(files: ReadonlyMap<string, Uint8Array>): string {
  const manifest: Record<string, { size: number; checksum: string }> = {};
  const exports: Record<string, string> = {};
  for (const [file, bytes] of files) {
    const digest = createHash("sha256").update(bytes).digest("hex");
    manifest[`/${file}`] = { size: bytes.length, checksum: `sha256-${digest}` };
    const name = exportName(file);
    if (name) exports[name] = `./${file}`;
  }
  return JSON.stringify({ manifest, exports });
}

/**
 * Stand-ins for the JSR packages, from an npm package that carries them compiled. Its build replaced
 * Deno's globals by a shim, and JSR specifiers by relative paths; both are changed back here.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename, dirname, join, posix, relative } from "node:path";
import { STAND_INS } from "../pins.ts";
import { filesBelow } from "../shared/files.ts";
import { ROOT } from "../shared/project.ts";
import { fetchPackage } from "./npm.ts";

/** A JSR package and what replaces it. */
export interface StandIn {
  /** Name on JSR, scope included. */
  readonly name: string;
  /** Version on JSR. */
  readonly version: string;
  /** Name under which the npm package carries it. */
  readonly carriedAs: string;
}

/** Where the npm package has modules, and where their declarations. */
const PARTS = [["esm/deps/jsr.io", ".js"], ["types/deps/jsr.io", ".d.ts"]] as const;

/** Longer names have another form in Deno's vendor directory. */
const MAX_NAME = 30;

/**
 * Makes stand-ins for the JSR packages.
 *
 * @param packages the directory in which Deno looks for packages of JSR
 * @throws {Error} when the npm package can't be fetched, or has another digest
 */
export async function vendorStandIns(packages: string, scratch: string): Promise<void> {
  const carrier = await fetchPackage(STAND_INS, scratch);
  const standIns = listStandIns();
  for (const standIn of standIns) {
    const directory = join(packages, standIn.name);
    const files = convertPackage(carrier, standIn, standIns);
    for (const [file, text] of files) await write(join(directory, standIn.version, file), text);
    const { meta, versionMeta } = describe(standIn, files);
    await write(join(directory, "meta.json"), meta);
    await write(join(directory, `${standIn.version}_meta.json`), versionMeta);
  }
}

/** The packages that the program imports, and their dependencies, as deno.lock has them. */
function listStandIns(): StandIn[] {
  const { jsr } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.lock")));
  return Object.keys(jsr).map((key) => {
    const [, name, version] = /^(.+)@(.+)$/.exec(key) as string[] as [string, string, string];
    // The npm package has a fork of these.
    return { name, version, carriedAs: name.replace("@cliffy/", "@windmill-labs/cliffy-") };
  });
}

function convertPackage(
  carrier: string,
  standIn: StandIn,
  standIns: readonly StandIn[],
): Map<string, string> {
  const own = `${standIn.carriedAs}/${standIn.version}`;
  const files = new Map<string, string>();
  for (const [part, suffix] of PARTS) {
    const top = join(carrier, part, own);
    for (const path of filesBelow(top).filter((it) => it.endsWith(suffix)).sort()) {
      const file = relative(top, path);
      const types = file.replace(/\.js$/, ".d.ts");
      const hasTypes = types !== file && basename(types).length <= MAX_NAME &&
        existsSync(join(carrier, PARTS[1][0], own, types));
      const head = hasTypes ? `/* @ts-self-types="./${basename(types)}" */\n` : "";
      const source = Deno.readTextFileSync(path);
      files.set(file, head + rewriteModule(source, `${own}/${file}`, standIns));
    }
  }
  return files;
}

/**
 * Turns a module of the npm package into one that Deno accepts as part of a JSR package. Imports
 * inside of the package stay relative.
 *
 * @param path where it is, from the directory that holds all packages:
 * `<package>/<version>/<file>`
 * @param packages the packages, and their names in the npm package
 * @throws {Error} when it imports a package that is not listed
 */
export function rewriteModule(
  source: string,
  path: string,
  packages: readonly StandIn[],
): string {
  const packageOf = (file: string) =>
    packages.find(({ carriedAs, version }) => file.startsWith(`${carriedAs}/${version}/`));
  return source
    .replace(/^import \* as dntShim from "[^"]*";\n/m, "")
    .replaceAll("dntShim.dntGlobalThis", "globalThis")
    .replaceAll("dntShim.Deno", "Deno")
    .replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n")
    .replace(/(\bfrom |\bimport |\bimport\()"(\.\.?\/[^"]*)"/g, (whole, keyword, specifier) => {
      const target = posix.join(posix.dirname(path), specifier);
      const other = packageOf(target);
      if (!other) throw new Error(`Cannot convert ${path}: ${target} is not in deno.lock`);
      if (other === packageOf(path)) return whole;
      const entry = exportName(target.slice(`${other.carriedAs}/${other.version}/`.length));
      return `${keyword}"jsr:${other.name}@${other.version}${entry.slice(1)}"`;
    });
}

/** Describes a package to Deno as JSR does. */
function describe({ name, version }: StandIn, files: ReadonlyMap<string, string>) {
  const [scope, bare] = name.slice(1).split("/");
  const manifest: Record<string, { size: number; checksum: string }> = {};
  const exports: Record<string, string> = {};
  for (const [file, text] of files) {
    const digest = createHash("sha256").update(text).digest("hex");
    manifest[`/${file}`] = {
      size: new TextEncoder().encode(text).length,
      checksum: `sha256-${digest}`,
    };
    if (file.endsWith(".js")) exports[exportName(file)] = `./${file}`;
  }
  return {
    meta: JSON.stringify({ scope, name: bare, latest: version, versions: { [version]: {} } }),
    versionMeta: JSON.stringify({ manifest, exports }),
  };
}

/** The name of a module for importers, such as `./posix/from-file-url` or `.` for `mod.js`. */
function exportName(file: string): string {
  return `./${file}`.replace(/(\/mod)?\.js$/, "").replaceAll("_", "-");
}

async function write(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, text);
}

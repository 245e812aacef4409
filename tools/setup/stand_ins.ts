import { basename, dirname, join, relative } from "node:path";
import { STAND_INS, STAND_INS_TARBALL, type StandIn } from "../pins.ts";
import { filesBelow } from "../shared/source_files.ts";
import { fetchPackage } from "./npm_package.ts";
import { packageMeta, versionMeta } from "./package_meta.ts";
import { directoryOf, rewriteModule } from "./rewrite_module.ts";

/** Where the npm package has modules, and where their declarations. */
const PARTS = [["esm/deps/jsr.io", ".js"], ["types/deps/jsr.io", ".d.ts"]] as const;

/** Longer names have another form in Deno's vendor directory. */
const MAX_NAME = 30;

/**
 * Makes stand-ins for the JSR packages from an npm package that carries them.
 *
 * @param packages the directory in which Deno looks for packages of JSR
 * @param scratch a directory for the download
 * @returns one line for each package that names it and its stand-in
 * @throws {Error} when the npm package can't be fetched, or has another digest
 */
export async function vendorStandIns(packages: string, scratch: string): Promise<string[]> {
  const sources = readSources(await fetchPackage(STAND_INS_TARBALL, scratch));
  const { name: carrier, version: carrierVersion } = STAND_INS_TARBALL;
  return STAND_INS.map((standIn) => {
    const { name, version, carriedAs } = standIn;
    const files = convertPackage(sources, standIn);
    if (files.size === 0) throw new Error(`Cannot find ${directoryOf(standIn)} in ${carrier}`);
    const directory = join(packages, name);
    for (const [file, bytes] of files) writeFile(join(directory, version, file), bytes);
    writeFile(join(directory, "meta.json"), packageMeta(name, version));
    writeFile(join(directory, `${version}_meta.json`), versionMeta(files));
    return `${name}@${version}: stand-in, ${carriedAs} ${version} of npm ${carrier}@${carrierVersion}`;
  });
}

/** Modules and declarations of all packages, by `<package>/<version>/<file>`. */
function readSources(directory: string): Map<string, string> {
  const sources = new Map<string, string>();
  for (const [part, suffix] of PARTS) {
    const top = join(directory, part);
    for (const path of filesBelow(top)) {
      if (path.endsWith(suffix)) sources.set(relative(top, path), Deno.readTextFileSync(path));
    }
  }
  return sources;
}

function convertPackage(
  sources: ReadonlyMap<string, string>,
  standIn: StandIn,
): Map<string, Uint8Array> {
  const encoder = new TextEncoder();
  const files = new Map<string, Uint8Array>();
  for (
    const path of [...sources.keys()].filter((it) => it.startsWith(directoryOf(standIn))).sort()
  ) {
    const declaration = path.replace(/\.js$/, ".d.ts");
    const declarations = path.endsWith(".js") && sources.has(declaration) &&
      basename(declaration).length <= MAX_NAME;
    const text = rewriteModule(sources.get(path)!, path, STAND_INS, declarations);
    files.set(path.slice(directoryOf(standIn).length), encoder.encode(text));
  }
  return files;
}

function writeFile(path: string, content: string | Uint8Array): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  Deno.writeFileSync(
    path,
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );
}

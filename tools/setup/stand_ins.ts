import { basename, dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { STAND_INS, STAND_INS_TARBALL } from "../pins.ts";
import { fetchTarball } from "./npm_tarball.ts";
import { packageMeta, versionMeta } from "./package_meta.ts";
import { directoryOf, rewriteModule } from "./rewrite_module.ts";
import { untar } from "./untar.ts";

const MODULES = "package/esm/deps/jsr.io/";
const DECLARATIONS = "package/types/deps/jsr.io/";

/** Longer names have another form in Deno's vendor directory. */
const MAX_NAME = 30;

/**
 * Fills a directory with stand-ins for the JSR packages, made from an npm package that carries them.
 *
 * @param packages the directory in which Deno looks for packages of JSR
 * @param scratch an empty directory for the download
 * @returns one line for each package that says what stands in for what
 * @throws {Error} when the archive can't be had, or is not the expected one
 */
export async function vendorStandIns(packages: string, scratch: string): Promise<string[]> {
  const archive = gunzipSync(await fetchTarball(STAND_INS_TARBALL, scratch));
  const sources = readSources(archive);
  const { name: carrier, version: carrierVersion } = STAND_INS_TARBALL;

  return STAND_INS.map((standIn) => {
    const { name, version } = standIn;
    const files = convertPackage(sources, standIn);
    if (files.size === 0) throw new Error(`Cannot find ${directoryOf(standIn)} in ${carrier}`);
    const directory = join(packages, name);
    for (const [file, bytes] of files) writeFile(join(directory, version, file), bytes);
    writeFile(join(directory, "meta.json"), packageMeta(name, version));
    writeFile(join(directory, `${version}_meta.json`), versionMeta(files));
    const carried = `${standIn.carriedAs} ${version}`;
    return `${name}@${version}: stand-in, ${carried} of npm ${carrier}@${carrierVersion}`;
  });
}

/** Modules and declarations of all packages, by package, version and file. */
function readSources(archive: Uint8Array): Map<string, string> {
  const decoder = new TextDecoder();
  const sources = new Map<string, string>();
  for (const { path, bytes } of untar(archive)) {
    const isModule = path.startsWith(MODULES) && path.endsWith(".js");
    const isDeclaration = path.startsWith(DECLARATIONS) && path.endsWith(".d.ts");
    if (!isModule && !isDeclaration) continue;
    const inner = path.slice((isModule ? MODULES : DECLARATIONS).length);
    sources.set(inner, decoder.decode(bytes));
  }
  return sources;
}

function convertPackage(
  sources: ReadonlyMap<string, string>,
  standIn: typeof STAND_INS[number],
): Map<string, Uint8Array> {
  const encoder = new TextEncoder();
  const files = new Map<string, Uint8Array>();
  for (const [path, source] of sources) {
    if (!path.startsWith(directoryOf(standIn))) continue;
    const declaration = path.replace(/\.js$/, ".d.ts");
    const declarations = path.endsWith(".js") && sources.has(declaration) &&
      basename(declaration).length <= MAX_NAME;
    const text = rewriteModule(source, path, STAND_INS, declarations);
    files.set(path.slice(directoryOf(standIn).length), encoder.encode(text));
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function writeFile(path: string, content: string | Uint8Array): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  if (typeof content === "string") Deno.writeTextFileSync(path, content);
  else Deno.writeFileSync(path, content);
}

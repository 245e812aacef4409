import { join } from "node:path";
import { download } from "./download.ts";

/** Where JSR is, unless `JSR_URL` names a mirror. */
const JSR = "https://jsr.io/";

/**
 * Names the directory in which Deno keeps the packages of a JSR server.
 *
 * @param address value of `JSR_URL`, if it is set
 * @returns path from the directory of vendored modules
 */
export function jsrDirectory(address: string | undefined): string {
  const { protocol, hostname, port, pathname } = new URL(address || JSR);
  const scheme = protocol === "http:" ? "http_" : "";
  return `${scheme}${hostname}${port && `_${port}`}${pathname}`.replace(/\/+$/, "");
}

/**
 * Lists what modules import by way of the import map.
 *
 * @param sources texts of modules
 * @param names keys of the import map
 * @returns the specifiers, sorted, each once
 *
 * @example
 * ```ts
 * importedSpecifiers(['import { a } from "b/c";'], ["b"]); // ["b/c"]
 * ```
 */
export function importedSpecifiers(sources: Iterable<string>, names: readonly string[]): string[] {
  const imports = /^(?! *\*).*\b(?:from |import |import\()"([^"]+)"/gm;
  const found = [...sources].flatMap((source) =>
    [...source.matchAll(imports)].map(([, it]) => it!)
  );
  const isMapped = (it: string) => names.some((name) => it === name || it.startsWith(`${name}/`));
  return [...new Set(found.filter(isMapped))].sort();
}

/**
 * Lets Deno vendor the packages from JSR.
 *
 * @param imports the import map
 * @param specifiers what the project imports by way of that map
 * @param project a directory to be made; `vendor` is made in it
 * @param address value of `JSR_URL`, if it is set
 * @returns which packages came, as `<name>@<version>`
 * @throws {Error} when JSR can't be used
 * @throws {TypeError} when a digest differs from the one that JSR has announced
 */
export async function vendorFromJsr(
  imports: Readonly<Record<string, string>>,
  specifiers: readonly string[],
  project: string,
  address: string | undefined,
): Promise<string[]> {
  await Deno.mkdir(project);
  const config = { vendor: true, nodeModulesDir: "none", lock: false, imports };
  await Deno.writeTextFile(join(project, "deno.json"), JSON.stringify(config));
  const roots = specifiers.map((it) => `import ${JSON.stringify(it)};\n`).join("");
  await Deno.writeTextFile(join(project, "roots.ts"), roots);
  try {
    await download(address || JSR, ["cache", "roots.ts"], { cwd: project });
  } catch (error) {
    const { message } = error as Error;
    if (!/integrity|checksum/i.test(message)) throw error;
    throw new TypeError(`Cannot use the packages that JSR serves: ${message}`);
  }
  return vendoredPackages(join(project, "vendor", jsrDirectory(address)));
}

/** Deno describes each version of a package in `<scope>/<name>/<version>_meta.json`. */
function vendoredPackages(directory: string): string[] {
  const packages: string[] = [];
  for (const { name: scope } of Deno.readDirSync(directory)) {
    for (const { name } of Deno.readDirSync(join(directory, scope))) {
      for (const file of Deno.readDirSync(join(directory, scope, name))) {
        const version = /^(.+)_meta\.json$/.exec(file.name)?.[1];
        if (version) packages.push(`${scope}/${name}@${version}`);
      }
    }
  }
  return packages.sort();
}

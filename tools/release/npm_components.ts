import { join } from "node:path";
import { ROOT } from "../shared/layout.ts";
import { readIfThere } from "../shared/read_if_there.ts";
import { runCommand } from "../shared/run_command.ts";
import { BUNDLER_TARBALLS } from "../vendor/bundler_tarballs.ts";
import { type Component, integrityHash, licence, npmUrl } from "./components.ts";

/** What deno.lock says of packages. */
interface Lock {
  readonly npm: Readonly<Record<string, { readonly integrity: string }>>;
}

/**
 * Describes the packages of npm that make the program, but are not in it: the generator of the
 * checks (of which the program has what was generated) and the bundler.
 *
 * @returns one component for each
 * @throws {Error} when a package does not say its licence
 */
export async function npmComponents(): Promise<Component[]> {
  const lock: Lock = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.lock")));
  const cache = await npmCache();
  const modules = Object.entries(lock.npm).map(([key, { integrity }]) => {
    // What follows the version are the versions of its peers.
    const [, name, version] = /^(@?[^@]+)@([^_]+)/.exec(key)!;
    return component(name!, version!, integrity, licenceOf(cache, name!, version!));
  });
  const bundlers = Object.values(BUNDLER_TARBALLS).map((it) =>
    component(it.name, it.version, it.integrity, "MIT")
  );
  return [...modules, ...bundlers];
}

function component(name: string, version: string, integrity: string, spdx: string): Component {
  return {
    type: "library",
    "bom-ref": `npm:${name}@${version}`,
    name,
    version,
    scope: "excluded",
    hashes: [integrityHash(integrity)],
    licenses: licence(spdx),
    purl: npmUrl(name, version),
  };
}

async function npmCache(): Promise<string> {
  const { output } = await runCommand(Deno.execPath(), ["info", "--json", "--no-config"]);
  return JSON.parse(output).npmCache;
}

/** Below the cache, packages are in a directory for each registry. */
function licenceOf(cache: string, name: string, version: string): string {
  for (const { name: registry } of Deno.readDirSync(cache)) {
    const text = readIfThere(join(cache, registry, name, version, "package.json"));
    const declared = text && JSON.parse(text).license;
    if (typeof declared === "string") return declared;
  }
  throw new Error(`Cannot describe ${name}@${version}: its licence is not in Deno's cache`);
}

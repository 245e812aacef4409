/**
 * What comes from npm's registry, or the mirror that `NPM_CONFIG_REGISTRY` names. Deno fetches it,
 * and compares the digests in a lock file.
 *
 * @module
 */
import { join } from "node:path";
import { INTEGRITY } from "../pins.ts";
import { ROOT } from "../shared/project.ts";
import { type CommandOptions, runDeno } from "../shared/run.ts";

const MIRROR = Deno.env.get("NPM_CONFIG_REGISTRY");
// Deno would keep packages by the mirror's name, in a cache that is of no use elsewhere. npm itself
// reads the other spelling.
Deno.env.delete("NPM_CONFIG_REGISTRY");
if (MIRROR) Deno.env.set("npm_config_registry", MIRROR);

/** The packages of a lock file, by `<name>@<version>`, which the versions of peers may follow. */
type Packages = Readonly<Record<string, { readonly integrity: string; readonly tarball?: string }>>;

/**
 * Fetches the program's npm modules, as deno.lock names them, into Deno's cache.
 *
 * @throws {Error} when one can't be fetched, or its digest is another one
 */
export async function cacheNpmModules(scratch: string): Promise<void> {
  const { npm } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.lock")));
  await cacheLocked("npm modules", npm, scratch);
}

/**
 * Fetches one package from npm, without its dependencies. It may be for another architecture than
 * this machine's.
 *
 * @param key one of {@linkcode INTEGRITY}: `<name>@<version>`
 * @returns its directory
 * @throws {Error} when it can't be fetched, or its digest is another one
 */
export async function fetchPackage(key: string, scratch: string): Promise<string> {
  const project = await Deno.makeTempDir({ dir: scratch });
  // What is in a cache already would not be checked.
  const options = { cwd: project, env: { DENO_DIR: join(project, "cache") } };
  const flags = ["--node-modules-dir=auto"];
  await cacheLocked(key, { [key]: { integrity: INTEGRITY[key]! } }, project, options, flags);
  return join(project, "node_modules", key.replace(/@[^@]*$/, ""));
}

async function cacheLocked(
  what: string,
  packages: Packages,
  scratch: string,
  options: CommandOptions = {},
  flags: readonly string[] = [],
): Promise<void> {
  const npm = MIRROR ? withAddresses(packages, MIRROR) : packages;
  const specifiers = Object.keys(npm).map((key) => `npm:${key.replace(/_.*/, "")}`);
  const versions = specifiers.map((it) => [it, it.replace(/.*@/, "")]);
  const file = join(scratch, "lock.json");
  const lock = { version: "5", specifiers: Object.fromEntries(versions), npm };
  await Deno.writeTextFile(file, JSON.stringify(lock));
  const args = ["cache", "--quiet", "--no-config", `--lock=${file}`, "--frozen", ...flags];
  const hint = "HTTPS_PROXY, DENO_CERT and NPM_CONFIG_REGISTRY are honoured";
  await runDeno(`fetch ${what} from npm (${hint})`, [...args, ...specifiers], options);
}

/** Names the address of each package. Without one, Deno asks npm's own registry. */
export function withAddresses(packages: Packages, registry: string): Packages {
  return Object.fromEntries(
    Object.entries(packages).map(([key, entry]) => {
      const [, name, base, version] = /^((?:@[^/]+\/)?([^@]+))@([^_]+)/.exec(key)!;
      const tarball = `${registry.replace(/\/$/, "")}/${name}/-/${base}-${version}.tgz`;
      return [key, { ...entry, tarball }];
    }),
  );
}

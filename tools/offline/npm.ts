/**
 * What comes from npm's registry. Deno fetches it, and compares the digests in a lock file.
 *
 * @module
 */
import { join } from "node:path";
import type { PinnedTarball } from "../pins.ts";
import { ROOT } from "../shared/project.ts";
import { type CommandOptions, runDeno } from "../shared/run.ts";

/** A lock file of Deno, as far as npm packages are concerned. */
interface NpmLock {
  readonly version: string;
  /** The version that each specifier resolves to. */
  readonly specifiers: Readonly<Record<string, string>>;
  /** The packages, by `<name>@<version>`, which the versions of peers may follow. */
  readonly npm: Readonly<Record<string, { readonly integrity: string; readonly tarball?: string }>>;
}

/**
 * Fetches the npm modules of the program and of its build, as deno.lock names them, into Deno's
 * cache.
 *
 * @throws {Error} when one can't be fetched, or its digest is another one
 */
export async function cacheNpmModules(
  scratch: string,
  options: CommandOptions = {},
): Promise<void> {
  const { version, specifiers, npm } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.lock")));
  const ofNpm = Object.entries<string>(specifiers).filter(([it]) => it.startsWith("npm:"));
  const lock = { version, specifiers: Object.fromEntries(ofNpm), npm };
  await cacheLocked("npm modules", lock, scratch, options);
}

/**
 * Fetches one package from npm, without its dependencies. It may be for another architecture than
 * this machine's.
 *
 * @throws {Error} when it can't be fetched, or its digest is another one
 */
export async function fetchPackage(pin: PinnedTarball, scratch: string): Promise<string> {
  const { name, version, integrity } = pin;
  const project = await Deno.makeTempDir({ dir: scratch });
  const lock = {
    version: "5",
    specifiers: { [`npm:${name}@${version}`]: version },
    npm: { [`${name}@${version}`]: { integrity } },
  };
  // What is in a cache already would not be checked.
  const env = { DENO_DIR: join(project, "cache") };
  const flags = ["--node-modules-dir=auto"];
  await cacheLocked(`${name}@${version}`, lock, project, { cwd: project, env }, flags);
  return join(project, "node_modules", name);
}

async function cacheLocked(
  what: string,
  lock: NpmLock,
  scratch: string,
  options: CommandOptions,
  flags: readonly string[] = [],
): Promise<void> {
  const file = join(scratch, "lock.json");
  const content = lockFor(lock, Deno.env.get("NPM_CONFIG_REGISTRY"));
  await Deno.writeTextFile(file, JSON.stringify(content));
  const args = ["cache", "--quiet", "--no-config", `--lock=${file}`, "--frozen", ...flags];
  const hint = "HTTPS_PROXY, DENO_CERT and NPM_CONFIG_REGISTRY are honoured";
  const specifiers = Object.keys(lock.specifiers);
  await runDeno(`fetch ${what} from npm (${hint})`, [...args, ...specifiers], options);
}

/**
 * Names the addresses of packages on another registry than npm's own. Without an address, Deno
 * fetches a package that a lock file lists from npm's own, regardless of `NPM_CONFIG_REGISTRY`.
 */
export function lockFor(lock: NpmLock, registry: string | undefined): NpmLock {
  if (!registry) return lock;
  const npm = Object.entries(lock.npm).map(([key, entry]) => {
    const [, name, base, version] = /^((?:@[^/]+\/)?([^@]+))@([^_]+)/.exec(key)!;
    const tarball = `${registry.replace(/\/$/, "")}/${name}/-/${base}-${version}.tgz`;
    return [key, { ...entry, tarball }];
  });
  return { ...lock, npm: Object.fromEntries(npm) };
}

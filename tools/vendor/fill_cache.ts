import { dirname, join } from "node:path";
import { cacheNpmModules, fetchPackage } from "../setup/npm.ts";
import { BUNDLER_TARBALLS, type BundlerTarball } from "./bundler_tarballs.ts";

/**
 * Fills a cache of Deno with what a build asks npm for, and with nothing else: the libraries that
 * generate the validator, checked against deno.lock, and the bundler for every kind of machine.
 *
 * @param cache the cache's directory, to be made
 * @param scratch a directory for downloads
 * @throws {Error} when something can't be fetched, or is not the expected one
 */
export async function fillCache(cache: string, scratch: string): Promise<void> {
  await cacheModules(join(cache, "npm"), scratch);
  for (const tarball of Object.values(BUNDLER_TARBALLS)) {
    await cacheBundler(tarball, cache, scratch);
  }
}

async function cacheModules(target: string, scratch: string): Promise<void> {
  const fresh = join(scratch, "cache");
  const { NPM_CONFIG_REGISTRY: _, ...env } = Deno.env.toObject();
  await cacheNpmModules(scratch, { env: { ...env, DENO_DIR: fresh }, clearEnv: true });
  await Deno.mkdir(dirname(target), { recursive: true });
  await Deno.rename(join(fresh, "npm"), target);
  removeDescriptions(target);
}

/** The registry's metadata changes with every release of a package; the lock file suffices. */
function removeDescriptions(directory: string): void {
  for (const { name, isDirectory } of [...Deno.readDirSync(directory)]) {
    const path = join(directory, name);
    if (isDirectory) removeDescriptions(path);
    else if (name === "registry.json") Deno.removeSync(path);
  }
}

async function cacheBundler(
  tarball: BundlerTarball,
  cache: string,
  scratch: string,
): Promise<void> {
  const target = join(cache, tarball.cached);
  await Deno.mkdir(dirname(target), { recursive: true });
  const member = tarball.member.replace(/^package\//, "");
  await Deno.copyFile(join(await fetchPackage(tarball, scratch), member), target);
  await Deno.chmod(target, 0o755);
}

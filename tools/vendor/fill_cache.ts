import { basename, dirname, join } from "node:path";
import { BUNDLER_TARBALLS, BUNDLER_VERSION } from "../pins.ts";
import { cacheNpmModules, fetchPackage } from "../setup/npm.ts";
import { filesBelow } from "../shared/source_files.ts";
import { copyFile } from "./sources.ts";

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
  for (const tarball of BUNDLER_TARBALLS) {
    // @esbuild/linux-x64 becomes esbuild-linux-x64.
    const name = tarball.name.slice(1).replace("/", "-");
    const target = join(cache, "dl", `esbuild-${BUNDLER_VERSION}`, name);
    await copyFile(join(await fetchPackage(tarball, scratch), "bin", "esbuild"), target);
    await Deno.chmod(target, 0o755);
  }
}

async function cacheModules(target: string, scratch: string): Promise<void> {
  const fresh = join(scratch, "cache");
  const { NPM_CONFIG_REGISTRY: _, ...env } = Deno.env.toObject();
  await cacheNpmModules(scratch, { env: { ...env, DENO_DIR: fresh }, clearEnv: true });
  await Deno.mkdir(dirname(target), { recursive: true });
  await Deno.rename(join(fresh, "npm"), target);
  // The registry's metadata changes with every release of a package; the lock file suffices.
  const metadata = filesBelow(target).filter((path) => basename(path) === "registry.json");
  for (const path of metadata) await Deno.remove(path);
}

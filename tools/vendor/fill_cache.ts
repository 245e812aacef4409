import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { fetchTarball } from "../setup/npm_tarball.ts";
import { untar } from "../setup/untar.ts";
import { ROOT } from "../shared/layout.ts";
import { runCommand } from "../shared/run_command.ts";
import { BUNDLER_TARBALLS, type BundlerTarball } from "./bundler_tarballs.ts";

/**
 * Fills a cache of Deno with what a build asks npm for, and with nothing else: the libraries of
 * deno.lock, checked against it, and the bundler for every kind of machine.
 *
 * @param cache the cache's directory, to be made
 * @param scratch a directory for downloads
 * @throws {Error} when something can't be had, or is not the expected one
 */
export async function fillCache(cache: string, scratch: string): Promise<void> {
  await cacheModules(join(cache, "npm"), scratch);
  for (const tarball of Object.values(BUNDLER_TARBALLS)) {
    await cacheBundler(tarball, cache, scratch);
  }
}

async function cacheModules(target: string, scratch: string): Promise<void> {
  const fresh = join(scratch, "cache");
  const file = join(ROOT, "deno.lock");
  const { specifiers } = JSON.parse(await Deno.readTextFile(file));
  const lock = [`--lock=${file}`, "--frozen"];
  const { NPM_CONFIG_REGISTRY: _, ...env } = Deno.env.toObject();
  const result = await runCommand(
    Deno.execPath(),
    ["cache", "--quiet", "--no-config", ...lock, ...Object.keys(specifiers)],
    { env: { ...env, DENO_DIR: fresh }, clearEnv: true },
  );
  if (!result.success) throw new Error(`Cannot fetch npm modules:\n${result.output.trim()}`);
  await Deno.mkdir(dirname(target), { recursive: true });
  await Deno.rename(join(fresh, "npm"), target);
  removeDescriptions(target);
}

/** What the registry says of packages changes with every release of them; the lock file suffices. */
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
  for (const { path, bytes } of untar(gunzipSync(await fetchTarball(tarball, scratch)))) {
    if (path === tarball.member) return await Deno.writeFile(target, bytes, { mode: 0o755 });
  }
  throw new Error(`Cannot find ${tarball.member} in ${tarball.name}@${tarball.version}`);
}

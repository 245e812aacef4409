import { join } from "node:path";
import { STAND_INS } from "../pins.ts";
import { exclusively } from "../shared/exclusively.ts";
import { fingerprint } from "../shared/fingerprint.ts";
import { ROOT, VENDOR } from "../shared/layout.ts";
import { readIfThere } from "../shared/read_if_there.ts";
import { replaceDirectory } from "../shared/replace.ts";
import { sourceFiles } from "../shared/source_files.ts";
import { importedSpecifiers, jsrDirectory, vendorFromJsr } from "./jsr_packages.ts";
import { vendorStandIns } from "./stand_ins.ts";

/** File in the directory of vendored modules that says what they were made from. */
const STAMP = "set-up.json";

/** What the stand-ins depend on besides the packages. */
const CONVERTER = ["pins", "setup/package_meta", "setup/rewrite_module", "setup/stand_ins"];

/** Where vendored packages came from. */
type Origin = "JSR" | "stand-ins";

interface Stamp {
  readonly origin: Origin;
  readonly fingerprint: string;
}

/** What is to be vendored; the stamp of an earlier set-up is compared with it. */
interface Wanted {
  readonly imports: Readonly<Record<string, string>>;
  readonly specifiers: readonly string[];
  readonly directory: string;
  readonly fingerprints: Readonly<Record<Origin, string>>;
}

/** Vendored packages. */
export interface Vendored extends Stamp {
  /** What was done, one line for each package; empty if nothing had to be done. */
  readonly lines: readonly string[];
}

/**
 * Looks whether the vendored packages are those that the project imports now.
 *
 * @returns them, or nothing if they must be vendored first
 */
export function findVendored(): Vendored | undefined {
  const wanted = readWanted();
  const text = readIfThere(join(VENDOR, STAMP));
  const stamp: Stamp | undefined = text && JSON.parse(text);
  const isCurrent = stamp && stamp.fingerprint === wanted.fingerprints[stamp.origin];
  return isCurrent ? { ...stamp, lines: [] } : undefined;
}

/**
 * Makes sure that the JSR packages are vendored: the real ones where JSR answers, else stand-ins.
 *
 * @param anew whether to ask JSR even if they are vendored already
 * @returns the packages
 * @throws {Error} when neither can be had
 */
export async function ensureVendored(anew = false): Promise<Vendored> {
  const found = anew ? undefined : findVendored();
  return found ?? await exclusively(async (scratch) => {
    const foundMeanwhile = anew ? undefined : findVendored();
    if (foundMeanwhile) return foundMeanwhile;

    const wanted = readWanted();
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
  { imports, directory }: Wanted,
  vendor: string,
  scratch: string,
  reason: string,
): Promise<string[]> {
  // Deno may have downloaded some of the modules.
  await Deno.remove(vendor, { recursive: true }).catch(() => {});
  const known = STAND_INS.map(({ name, version }) => `jsr:${name}@${version}`);
  const unknown = Object.values(imports).find((it) => !known.includes(it));
  if (unknown) throw new Error(`Cannot replace ${unknown}: there is no stand-in for this version`);
  try {
    const lines = await vendorStandIns(join(vendor, directory), scratch);
    return [`JSR can't be used (${reason}), so each package has a stand-in:`, ...lines];
  } catch (error) {
    throw new Error(
      `Cannot set up the JSR packages.\n  JSR: ${reason}\n` +
        `  stand-ins: ${error instanceof Error ? error.message : error}\n` +
        "Let this machine reach JSR or npm's registry; HTTPS_PROXY, DENO_CERT, JSR_URL " +
        "and NPM_CONFIG_REGISTRY are honoured.",
      { cause: error },
    );
  }
}

function readWanted(): Wanted {
  const { imports }: Pick<Wanted, "imports"> = JSON.parse(
    Deno.readTextFileSync(join(ROOT, "deno.json")),
  );
  const decoder = new TextDecoder();
  const modules = [...sourceFiles("main.ts", "lib", "tests", "tools")]
    .filter(([path]) => path.endsWith(".ts"));
  const texts = modules.map(([, bytes]) => decoder.decode(bytes));
  const imported = importedSpecifiers(texts, Object.keys(imports));
  const specifiers = imported.length > 0 ? imported : Object.keys(imports);
  const conversion = sourceFiles(...CONVERTER.map((it) => `tools/${it}.ts`));
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

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

/** Vendored packages. */
export interface Vendored {
  /** Where they came from. */
  readonly origin: "JSR" | "stand-ins";
  /** A fingerprint: it changes when the packages do. */
  readonly fingerprint: string;
  /** What was done, one line for each package; empty if nothing had to be done. */
  readonly lines: readonly string[];
}

/**
 * Checks whether the vendored packages are those that the project imports now.
 *
 * @returns them, or nothing if they must be vendored first
 */
export function findVendored(): Vendored | undefined {
  const text = readIfThere(join(VENDOR, STAMP));
  const stamp = text && JSON.parse(text);
  return stamp?.fingerprint === readWanted().fingerprint ? { ...stamp, lines: [] } : undefined;
}

/**
 * Makes sure that the JSR packages are vendored: the real ones where JSR answers, else stand-ins.
 *
 * @param anew whether to ask JSR even if they are vendored already
 * @returns the packages
 * @throws {Error} when neither is available
 */
export async function ensureVendored(anew = false): Promise<Vendored> {
  const found = anew ? undefined : findVendored();
  return found ?? await exclusively(async (scratch) => {
    const foundMeanwhile = anew ? undefined : findVendored();
    if (foundMeanwhile) return foundMeanwhile;

    const { imports, specifiers, fingerprint } = readWanted();
    const address = Deno.env.get("JSR_URL");
    const project = join(scratch, "project");
    const vendor = join(project, "vendor");
    let origin: Vendored["origin"] = "JSR";
    let lines: string[];
    try {
      const packages = await vendorFromJsr(imports, specifiers, project, address);
      lines = packages.map((it) => `${it}: from JSR`);
    } catch (error) {
      if (error instanceof TypeError) throw error;
      // Deno may have downloaded some of the modules.
      await Deno.remove(vendor, { recursive: true }).catch(() => {});
      origin = "stand-ins";
      const directory = join(vendor, jsrDirectory(address));
      lines = await standIns(imports, directory, scratch, (error as Error).message);
    }
    await Deno.writeTextFile(join(vendor, STAMP), JSON.stringify({ origin, fingerprint }));
    await replaceDirectory(vendor, VENDOR, scratch);
    return { origin, fingerprint, lines };
  });
}

async function standIns(
  imports: Readonly<Record<string, string>>,
  directory: string,
  scratch: string,
  reason: string,
): Promise<string[]> {
  const known = STAND_INS.map(({ name, version }) => `jsr:${name}@${version}`);
  const unknown = Object.values(imports).find((it) => !known.includes(it));
  if (unknown) throw new Error(`Cannot replace ${unknown}: there is no stand-in for this version`);
  try {
    const lines = await vendorStandIns(directory, scratch);
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

/** What is to be vendored, and a fingerprint of it and of what makes stand-ins. */
function readWanted() {
  const { imports }: { imports: Readonly<Record<string, string>> } = JSON.parse(
    Deno.readTextFileSync(join(ROOT, "deno.json")),
  );
  const decoder = new TextDecoder();
  const texts = [...sourceFiles("main.ts", "lib", "tests")]
    .filter(([path]) => path.endsWith(".ts"))
    .map(([, bytes]) => decoder.decode(bytes));
  const imported = importedSpecifiers(texts, Object.keys(imports));
  const specifiers = imported.length > 0 ? imported : Object.keys(imports);
  const converter = sourceFiles(...CONVERTER.map((it) => `tools/${it}.ts`)).values();
  const common = [Deno.version.deno, JSON.stringify(imports), Deno.env.get("JSR_URL") ?? ""];
  return {
    imports,
    specifiers,
    fingerprint: fingerprint(...common, ...specifiers, ...converter),
  };
}

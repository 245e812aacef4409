import { join } from "node:path";
import { STAND_INS, STAND_INS_TARBALL } from "../pins.ts";
import { vendorStandIns } from "./stand_ins.ts";
import {
  fingerprint,
  readIfThere,
  replaceDirectory,
  sourceFiles,
  withScratch,
} from "../shared/files.ts";
import { ROOT, VENDOR } from "../shared/project.ts";
import { report, runDeno } from "../shared/run.ts";

/** File in the directory of vendored modules that says what they were made from. */
const STAMP = "set-up.json";

/** Vendored packages. */
export interface Vendored {
  /** Where they came from. */
  readonly origin: "JSR" | "stand-ins";
}

/**
 * Checks whether the vendored packages are those that the project imports now.
 *
 * @returns them, or nothing if they must be vendored first
 */
export function findVendored(): Vendored | undefined {
  const stamp = JSON.parse(readIfThere(join(VENDOR, STAMP)) ?? "{}");
  return stamp.fingerprint === wanted() ? stamp : undefined;
}

/**
 * Makes sure that the JSR packages are vendored: the real ones where JSR answers, else stand-ins.
 * A mirror that `JSR_URL` names has to answer.
 *
 * @throws {Error} when they are not available, or a digest differs from what JSR has announced
 */
export async function ensureVendored(): Promise<Vendored> {
  return findVendored() ?? await withScratch(async (scratch): Promise<Vendored> => {
    const project = join(scratch, "project");
    await Deno.mkdir(project);
    const mirror = Deno.env.get("JSR_URL");
    const probe = new URL(`${STAND_INS[0]!.name}/meta.json`, mirror || "https://jsr.io/");
    const reason = await obstacle(probe);
    const origin = reason === undefined ? "JSR" : "stand-ins";
    if (reason === undefined) {
      const config = join(project, "deno.json");
      await Deno.copyFile(join(ROOT, "deno.json"), config);
      const args = ["cache", "--quiet", `--config=${config}`, join(ROOT, "main.ts")];
      await runDeno("use the packages that JSR serves", args);
      report(["JSR packages: from JSR"]);
    } else if (mirror) {
      throw new Error(`Cannot use JSR_URL=${mirror}: ${reason}; unset it to use JSR or npm`);
    } else {
      const { name, version } = STAND_INS_TARBALL;
      report([`JSR packages: stand-ins from npm ${name}@${version}, since ${reason}`]);
      await vendorStandIns(join(project, "vendor", "jsr.io"), scratch);
    }
    const vendor = join(project, "vendor");
    const stamp = { origin, fingerprint: wanted() };
    await Deno.writeTextFile(join(vendor, STAMP), JSON.stringify(stamp));
    await replaceDirectory(vendor, VENDOR, scratch);
    return { origin };
  });
}

function wanted(): string {
  const { imports } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  const surroundings = [Deno.version.deno, JSON.stringify(imports), Deno.env.get("JSR_URL") ?? ""];
  const converter = sourceFiles("tools/pins.ts", "tools/offline/stand_ins.ts").values();
  return fingerprint(...surroundings, ...converter);
}

/** How long a server may take for its first answer, in milliseconds. */
const TIMEOUT_MS = 5_000;

/**
 * Asks a server before Deno does, which waits for minutes where a firewall drops packets.
 *
 * @returns why the server can't be used; nothing if it can
 */
export async function obstacle(address: URL): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(address, { signal });
    await response.body?.cancel();
    return response.ok ? undefined : `${address.host} answers ${response.status}`;
  } catch {
    return `${address.host} does not answer`;
  }
}

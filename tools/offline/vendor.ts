import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { STAND_INS } from "../pins.ts";
import { replace, sourceFiles } from "../shared/files.ts";
import { projectConfig, ROOT, VENDOR } from "../shared/project.ts";
import { runDeno } from "../shared/run.ts";
import { vendorStandIns } from "./stand_ins.ts";

/** File in the directory of vendored modules that says what they were made from. */
const STAMP = "set-up.json";

/** Where vendored packages came from. */
export type Origin = "JSR" | "stand-ins";

/**
 * Makes sure that the JSR packages are vendored: the real ones where JSR answers, else stand-ins.
 * A mirror that `JSR_URL` names has to answer.
 *
 * @throws {Error} when they are not available, or a digest differs from what JSR has announced
 */
export async function ensureVendored(scratch: string): Promise<Origin> {
  const fingerprint = wanted();
  const stamp = join(VENDOR, STAMP);
  if (existsSync(stamp)) {
    const found = JSON.parse(Deno.readTextFileSync(stamp));
    if (found.fingerprint === fingerprint) return found.origin;
  }
  const project = join(scratch, "project");
  const vendor = join(project, "vendor");
  await Deno.mkdir(project);
  const mirror = Deno.env.get("JSR_URL");
  const reason = await obstacle(new URL("@cliffy/command/meta.json", mirror || "https://jsr.io/"));
  if (reason === undefined) {
    const config = join(project, "deno.json");
    await Deno.copyFile(join(ROOT, "deno.json"), config);
    const args = ["cache", "--quiet", `--config=${config}`, join(ROOT, "main.ts")];
    await runDeno("use the packages that JSR serves", args);
    console.error("JSR packages: from JSR");
  } else if (mirror) {
    throw new Error(`Cannot use JSR_URL=${mirror}: ${reason}; unset it to use JSR or npm`);
  } else {
    console.error(`JSR packages: stand-ins from npm ${STAND_INS}, since ${reason}`);
    await vendorStandIns(join(vendor, "jsr.io"), scratch);
  }
  const origin = reason === undefined ? "JSR" : "stand-ins";
  await Deno.writeTextFile(join(vendor, STAMP), JSON.stringify({ origin, fingerprint }));
  await replace(vendor, VENDOR);
  return origin;
}

/** Hashes everything that the vendored packages depend on. */
function wanted(): string {
  const converter = sourceFiles("tools/pins.ts", "tools/offline/stand_ins.ts", "deno.lock")
    .values();
  const sources = [...converter].map((it) => new TextDecoder().decode(it));
  const { imports } = projectConfig();
  const parts = [Deno.version.deno, imports, Deno.env.get("JSR_URL") ?? "", sources];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** How long a server may take for its first answer, in milliseconds. */
const TIMEOUT_MS = 5_000;

/**
 * Asks a server before Deno does, which waits for minutes where a firewall drops packets.
 *
 * @returns why the server can't be used; nothing if it can
 */
export async function obstacle(address: string | URL): Promise<string | undefined> {
  const { host } = new URL(address);
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok ? undefined : `${host} answers ${response.status}`;
  } catch {
    return `${host} does not answer`;
  }
}

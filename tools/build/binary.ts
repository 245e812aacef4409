import { dirname, join, relative } from "node:path";
import { type Architecture, HOST } from "../shared/architecture.ts";
import { exclusively } from "../shared/exclusively.ts";
import { fingerprint } from "../shared/fingerprint.ts";
import { DIST, ROOT, SIDECARS, WORK } from "../shared/layout.ts";
import { MODULE } from "../shared/project.ts";
import { readIfThere, statIfThere } from "../shared/read_if_there.ts";
import { replaceFile } from "../shared/replace.ts";
import { sourceFiles } from "../shared/source_files.ts";
import { compile } from "./compile.ts";

/** What the program depends on besides its sources. */
export interface Ingredients {
  /** The architecture that it is for. */
  readonly architecture: Architecture;
  /** The runtime that it is appended to. */
  readonly denort: string;
  /** Fingerprint of the vendored packages. */
  readonly vendored: string;
  /** Other values for constants of lib/limits.ts: `MODULE=VALUE`. */
  readonly limits?: readonly string[];
  /** A directory below dist/ of its own. */
  readonly variant?: string | undefined;
}

/**
 * Names the file that a program is built into.
 *
 * @param architecture what the program is for
 * @param variant a directory below dist/ for a program that differs from the usual one
 * @returns its path, in a directory of its own if it is for another architecture than this machine's
 */
export function binaryPath(architecture: Architecture, variant?: string): string {
  const directory = variant === undefined ? DIST : join(DIST, variant);
  return architecture === HOST ? join(directory, MODULE) : join(directory, architecture, MODULE);
}

function isBuilt(ingredients: Ingredients): boolean {
  const path = binaryPath(ingredients.architecture, ingredients.variant);
  const stamp = readIfThere(stampPath(ingredients));
  return stamp !== undefined && stamp === stampNow(ingredients, path);
}

/**
 * Makes sure that the program and the sidecars of its inputs are up to date.
 *
 * @param ingredients what it depends on
 * @returns whether it had to be built
 * @throws {Error} when it can't be
 */
export async function ensureBuilt(ingredients: Ingredients): Promise<boolean> {
  if (isBuilt(ingredients)) return false;
  return await exclusively(async (scratch) => {
    if (isBuilt(ingredients)) return false;
    const { architecture, denort, limits = [], variant } = ingredients;
    const output = join(scratch, MODULE);
    await compile({ architecture, denort, limits, time: buildTime(), output, scratch });
    const path = binaryPath(architecture, variant);
    for (const [name, schema] of Object.entries(SIDECARS)) {
      const sidecar = join(scratch, name);
      await Deno.copyFile(schema, sidecar);
      await replaceFile(sidecar, join(dirname(path), name));
    }
    await replaceFile(output, path);
    const stamp = join(scratch, "stamp");
    await Deno.writeTextFile(stamp, stampNow(ingredients, path)!);
    await replaceFile(stamp, stampPath(ingredients));
    return true;
  });
}

/** The time that all files in the program carry, in seconds since 1970. */
function buildTime(): number {
  const text = Deno.env.get("SOURCE_DATE_EPOCH") || "0";
  if (!/^\d{1,11}$/.test(text)) {
    throw new RangeError(
      `Cannot use SOURCE_DATE_EPOCH=${text}: it must be a number of seconds since 1970`,
    );
  }
  return Number(text);
}

function stampPath({ architecture, variant }: Ingredients): string {
  return join(WORK, `${[variant ?? [], architecture].flat().join("-")}.stamp`);
}

/** A hash of everything that the program depends on, and of its state; none if it is missing. */
function stampNow(ingredients: Ingredients, path: string): string | undefined {
  const schemas = Object.values(SIDECARS).map((it) => relative(ROOT, it));
  const sources = sourceFiles(
    "main.ts",
    "lib",
    ...schemas,
    "deno.json",
    "deno.lock",
    "tools/build",
  );
  const sidecars = Object.keys(SIDECARS).map((name) => join(dirname(path), name));
  const states = [path, ...sidecars, ingredients.denort].map((it) => {
    const info = statIfThere(it);
    return info && `${it} ${info.size} ${info.mtime?.getTime()}`;
  });
  if (states.includes(undefined)) return undefined;
  const limits = (ingredients.limits ?? []).join();
  const surroundings = [Deno.version.deno, ingredients.vendored, String(buildTime()), limits];
  return fingerprint(...surroundings, states.join("\n"), ...[...sources].flat());
}

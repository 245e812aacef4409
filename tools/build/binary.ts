import { dirname, join } from "node:path";
import { type Architecture, HOST } from "../shared/architecture.ts";
import { ensure } from "../shared/exclusively.ts";
import { fingerprint } from "../shared/fingerprint.ts";
import { DIST, WORK } from "../shared/layout.ts";
import { MODULES } from "../shared/modules.ts";
import { MODULE } from "../shared/project.ts";
import { readIfThere, statIfThere } from "../shared/read_if_there.ts";
import { replaceFile } from "../shared/replace.ts";
import { sourceDateEpoch } from "../shared/source_date_epoch.ts";
import { sourceFiles } from "../shared/source_files.ts";
import { bundle } from "./bundle.ts";
import { compile } from "./compile.ts";

/** Sources and set-up that the program and its sidecars depend on. */
const INGREDIENTS = [
  "main.ts",
  "lib",
  "schema.json",
  "schema-storage.json",
  "deno.json",
  "deno.lock",
  "tools/build",
  "vendor/set-up.json",
];

/** What is built. */
export interface Plan {
  /** The architecture that the program is for. */
  readonly architecture: Architecture;
  /** The runtime that it is appended to. */
  readonly denort: string;
  /** Other values for constants of lib/limits.ts: `NAME=VALUE`. */
  readonly limits?: readonly string[];
  /** A directory below dist/ of its own. */
  readonly variant?: string;
}

/**
 * Names the file that a program is built into.
 *
 * @param architecture what the program is for
 * @param variant a directory below dist/ for a program that differs from the usual one
 * @returns its path, in a directory of its own if it is for another architecture than this machine's
 */
export function binaryPath(architecture: Architecture, variant = ""): string {
  return join(DIST, variant, architecture === HOST ? "" : architecture, MODULE);
}

/**
 * Makes sure that the program and the sidecars of its inputs are up to date.
 *
 * @param plan what is built
 * @returns whether it had to be built
 * @throws {Error} when it can't be
 */
export async function ensureBuilt(plan: Plan): Promise<boolean> {
  const { architecture, denort, limits = [], variant = "" } = plan;
  const path = binaryPath(architecture, variant);
  const sidecars = MODULES
    .map(({ name, schema }) => [schema, join(dirname(path), `${name}.meta.json`)] as const);
  const stampPath = join(WORK, `${join(variant, architecture).replaceAll("/", "-")}.stamp`);
  const time = sourceDateEpoch() ?? 0;

  const ingredients = () => {
    const surroundings = [Deno.version.deno, String(time), limits.join()];
    return fingerprint(...surroundings, ...[...sourceFiles(...INGREDIENTS)].flat());
  };
  const stamp = (madeFrom: string) => {
    const states = [path, denort, ...sidecars.map(([, to]) => to)].map((it) => {
      const info = statIfThere(it);
      return `${it} ${info?.size} ${info?.mtime?.getTime()}`;
    });
    return [madeFrom, ...states].join("\n");
  };

  return await ensure(
    () => readIfThere(stampPath) === stamp(ingredients()) ? false : undefined,
    async (scratch) => {
      // Before the build, as sources may change meanwhile.
      const madeFrom = ingredients();
      const [stage, output] = [join(scratch, "stage"), join(scratch, MODULE)];
      await Deno.mkdir(stage);
      const entry = await bundle(stage, limits);
      await compile({ stage, entry, architecture, denort, time, output });
      for (const [from, to] of sidecars) {
        const copy = join(scratch, "sidecar");
        await Deno.copyFile(from, copy);
        await replaceFile(copy, to);
      }
      await replaceFile(output, path);
      await Deno.writeTextFile(join(scratch, "stamp"), stamp(madeFrom));
      await replaceFile(join(scratch, "stamp"), stampPath);
      return true;
    },
  );
}

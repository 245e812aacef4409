import { join } from "node:path";
import { exclusively } from "../shared/exclusively.ts";
import { fingerprint } from "../shared/fingerprint.ts";
import { ROOT, WORK } from "../shared/layout.ts";
import { readIfThere } from "../shared/read_if_there.ts";
import { replaceFile } from "../shared/replace.ts";
import type { CommandOptions } from "../shared/run_command.ts";
import { sourceFiles } from "../shared/source_files.ts";
import { runDeno } from "./download.ts";
import { lockFor } from "./npm_lock.ts";

const LOCK = join(ROOT, "deno.lock");
const REGISTRY = "NPM_CONFIG_REGISTRY";
const STAMP = join(WORK, "npm.stamp");

/**
 * Makes sure that a build works without network later: fetches the npm modules that the sources
 * name, checked against deno.lock, and the bundler behind `deno bundle`.
 *
 * @returns whether that had to be done
 * @throws {Error} when something can't be fetched
 */
export async function ensureNpmModules(): Promise<boolean> {
  const wanted = fingerprint(Deno.version.deno, Deno.readTextFileSync(LOCK), ...npmSpecifiers());
  if (readIfThere(STAMP) === wanted) return false;
  return await exclusively(async (scratch) => {
    await cacheNpmModules(scratch);
    await Deno.writeTextFile(join(scratch, "empty.js"), "");
    const bundle = ["bundle", "--quiet", "--no-config", "--output=bundled.js", "empty.js"];
    await run("the bundler", bundle, { cwd: scratch });
    await Deno.writeTextFile(join(scratch, "stamp"), wanted);
    await replaceFile(join(scratch, "stamp"), STAMP);
    return true;
  });
}

/**
 * Fetches the npm modules that the sources name, checked against deno.lock, into Deno's cache.
 *
 * @param scratch a directory for a temporary file
 * @param options environment, such as `DENO_DIR`
 * @throws {Error} when one can't be fetched, or deno.lock does not list it
 */
export async function cacheNpmModules(
  scratch: string,
  options: CommandOptions = {},
): Promise<void> {
  const lock = lockFor(JSON.parse(await Deno.readTextFile(LOCK)), Deno.env.get(REGISTRY));
  const file = join(scratch, "lock.json");
  await Deno.writeTextFile(file, JSON.stringify(lock));
  const cache = ["cache", "--quiet", "--no-config", `--lock=${file}`, "--frozen"];
  await run("npm modules", [...cache, ...npmSpecifiers()], options);
}

/** The `npm:` specifiers in the program and in the generator of its validators. */
function npmSpecifiers(): string[] {
  const decoder = new TextDecoder();
  const texts = [...sourceFiles("main.ts", "lib", "tools/build").values()]
    .map((bytes) => decoder.decode(bytes));
  const found = texts.flatMap((text) =>
    text.match(/(?<=(?:from |import |import\()")npm:[^"]+/g) ?? []
  );
  return [...new Set(found)].sort();
}

async function run(what: string, args: readonly string[], options: CommandOptions): Promise<void> {
  try {
    await runDeno(args, options);
  } catch (error) {
    throw new Error(
      `Cannot fetch ${what} from npm: ${(error as Error).message}\n` +
        `HTTPS_PROXY, DENO_CERT and ${REGISTRY} are honoured.`,
    );
  }
}

import { join } from "node:path";
import { exclusively } from "../shared/exclusively.ts";
import { ROOT, WORK } from "../shared/layout.ts";
import { fingerprint } from "../shared/fingerprint.ts";
import { readIfThere } from "../shared/read_if_there.ts";
import { replaceFile } from "../shared/replace.ts";
import { runCommand } from "../shared/run_command.ts";

const STAMP = join(WORK, "bundler.stamp");
const LOCK = join(ROOT, "deno.lock");

/**
 * Makes sure that `deno bundle` works without network later: it fetches its bundler from npm when
 * it is used first, and the libraries of npm, which are checked against deno.lock.
 *
 * @returns whether that had to be tried
 * @throws {Error} when the bundler can't be had
 */
export async function ensureBundler(): Promise<boolean> {
  const wanted = `${Deno.version.deno} ${fingerprint(await Deno.readFile(LOCK))}`;
  if (readIfThere(STAMP) === wanted) return false;
  return await exclusively(async (scratch) => {
    const [entry, stamp] = [join(scratch, "empty.js"), join(scratch, "stamp")];
    const { specifiers } = JSON.parse(await Deno.readTextFile(LOCK));
    const imports = Object.keys(specifiers).map((it) => `import ${JSON.stringify(it)};\n`);
    await Deno.writeTextFile(entry, imports.join(""));
    const output = join(scratch, "bundled.js");
    const lock = [`--lock=${LOCK}`, "--frozen"];
    const args = ["bundle", "--quiet", "--no-config", ...lock, "--output", output, entry];
    const result = await runCommand(Deno.execPath(), args, { cwd: scratch });
    if (!result.success) {
      throw new Error(
        `Cannot set up deno bundle:\n${result.output.trim()}\n` +
          "Its bundler comes from npm's registry; DENO_CERT, HTTPS_PROXY and NPM_CONFIG_REGISTRY " +
          "are honoured.",
      );
    }
    await Deno.writeTextFile(stamp, wanted);
    await replaceFile(stamp, STAMP);
    return true;
  });
}

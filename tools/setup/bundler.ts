import { join } from "node:path";
import { exclusively } from "../shared/exclusively.ts";
import { WORK } from "../shared/layout.ts";
import { readIfThere } from "../shared/read_if_there.ts";
import { replaceFile } from "../shared/replace.ts";
import { runCommand } from "../shared/run_command.ts";

const STAMP = join(WORK, "bundler.stamp");

/**
 * Makes sure that `deno bundle` works without network later: it fetches its bundler from npm when
 * it is used first.
 *
 * @returns whether that had to be tried
 * @throws {Error} when the bundler can't be had
 */
export async function ensureBundler(): Promise<boolean> {
  if (readIfThere(STAMP) === Deno.version.deno) return false;
  return await exclusively(async (scratch) => {
    const [entry, stamp] = [join(scratch, "empty.js"), join(scratch, "stamp")];
    await Deno.writeTextFile(entry, "");
    const output = join(scratch, "bundled.js");
    const args = ["bundle", "--quiet", "--no-config", "--output", output, entry];
    const result = await runCommand(Deno.execPath(), args, { cwd: scratch });
    if (!result.success) {
      throw new Error(
        `Cannot set up deno bundle:\n${result.output.trim()}\n` +
          "Its bundler comes from npm's registry; DENO_CERT, HTTPS_PROXY and NPM_CONFIG_REGISTRY " +
          "are honoured.",
      );
    }
    await Deno.writeTextFile(stamp, Deno.version.deno);
    await replaceFile(stamp, STAMP);
    return true;
  });
}

import { join } from "node:path";
import { exclusively } from "../shared/exclusively.ts";
import { fingerprint } from "../shared/fingerprint.ts";
import { ROOT, SCHEMA, VALIDATOR } from "../shared/layout.ts";
import { readIfThere } from "../shared/read_if_there.ts";
import { replaceFile } from "../shared/replace.ts";
import { runCommand } from "../shared/run_command.ts";
import { sourceFiles } from "../shared/source_files.ts";

const GENERATOR = "tools/build/generate_validator.ts";

/**
 * Makes sure that the validator's code is that of the schema.
 *
 * @returns whether it had to be generated
 * @throws {Error} when the generator fails
 */
export async function ensureValidator(): Promise<boolean> {
  if (isCurrent()) return false;
  return await exclusively(async (scratch) => {
    if (isCurrent()) return false;
    const args = ["run", "--quiet", "--no-config", "--no-prompt", `--allow-read=${SCHEMA}`];
    const lock = [`--lock=${join(ROOT, "deno.lock")}`, "--frozen"];
    const result = await runCommand(Deno.execPath(), [
      ...args,
      ...lock,
      join(ROOT, GENERATOR),
      SCHEMA,
    ]);
    if (!result.success) {
      throw new Error(
        `Cannot generate the validator:\n${result.output.trim()}\n` +
          "Its libraries come from npm's registry; DENO_CERT, HTTPS_PROXY and NPM_CONFIG_REGISTRY " +
          "are honoured.",
      );
    }
    const file = join(scratch, "validator.js");
    await Deno.writeTextFile(file, header() + result.output);
    await replaceFile(file, VALIDATOR);
    return true;
  });
}

/**
 * Looks whether the validator's code is that of the schema.
 *
 * @returns whether there is nothing to do
 */
export function isCurrent(): boolean {
  return readIfThere(VALIDATOR)?.startsWith(header()) ?? false;
}

function header(): string {
  const inputs = sourceFiles("schema.json", "deno.lock", GENERATOR);
  return '/* @ts-self-types="./validator.generated.d.ts" */\n' +
    `// Generated from schema.json, ${fingerprint(...inputs.values())}.\n`;
}

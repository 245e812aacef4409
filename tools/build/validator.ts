import { basename, join } from "node:path";
import { exclusively } from "../shared/exclusively.ts";
import { fingerprint } from "../shared/fingerprint.ts";
import { ROOT, VALIDATORS } from "../shared/layout.ts";
import { readIfThere } from "../shared/read_if_there.ts";
import { replaceFile } from "../shared/replace.ts";
import { runCommand } from "../shared/run_command.ts";
import { sourceFiles } from "../shared/source_files.ts";

const GENERATOR = "tools/build/generate_validator.ts";

/**
 * Makes sure that the validators' code is that of the schemas.
 *
 * @returns whether it had to be generated
 * @throws {Error} when the generator fails
 */
export async function ensureValidator(): Promise<boolean> {
  if (isCurrent()) return false;
  return await exclusively(async (scratch) => {
    if (isCurrent()) return false;
    for (const { part, schema, path } of VALIDATORS) {
      const file = join(scratch, "validator.js");
      await Deno.writeTextFile(file, header(part, schema) + await generate(part, schema));
      await replaceFile(file, path);
    }
    return true;
  });
}

function isCurrent(): boolean {
  return VALIDATORS.every(({ part, schema, path }) =>
    readIfThere(path)?.startsWith(header(part, schema))
  );
}

async function generate(part: string, schema: string): Promise<string> {
  const args = ["run", "--quiet", "--no-config", "--no-prompt", `--allow-read=${schema}`];
  const lock = [`--lock=${join(ROOT, "deno.lock")}`, "--frozen"];
  const generator = [...args, ...lock, join(ROOT, GENERATOR), schema, part];
  const result = await runCommand(Deno.execPath(), generator);
  if (result.success) return result.output;
  throw new Error(`Cannot generate the validator:\n${result.output.trim()}`);
}

function header(part: string, schema: string): string {
  const inputs = sourceFiles(basename(schema), "deno.lock", GENERATOR);
  return `/* @ts-self-types="./${part}.generated.d.ts" */\n` +
    `// Generated from ${basename(schema)}, ${fingerprint(...inputs.values())}.\n`;
}

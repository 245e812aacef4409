import { join } from "node:path";
import { exclusively } from "../shared/exclusively.ts";
import { fingerprint } from "../shared/fingerprint.ts";
import { ROOT, SCHEMA, VALIDATORS } from "../shared/layout.ts";
import { readIfThere } from "../shared/read_if_there.ts";
import { replaceFile } from "../shared/replace.ts";
import { runCommand } from "../shared/run_command.ts";
import { sourceFiles } from "../shared/source_files.ts";

const GENERATOR = "tools/build/generate_validator.ts";

/**
 * Makes sure that the validators' code is that of the schema.
 *
 * @returns whether it had to be generated
 * @throws {Error} when the generator fails
 */
export async function ensureValidator(): Promise<boolean> {
  if (isCurrent()) return false;
  return await exclusively(async (scratch) => {
    if (isCurrent()) return false;
    for (const { part, path } of VALIDATORS) {
      const file = join(scratch, "validator.js");
      await Deno.writeTextFile(file, header(part) + await generate(part));
      await replaceFile(file, path);
    }
    return true;
  });
}

function isCurrent(): boolean {
  return VALIDATORS.every(({ part, path }) => readIfThere(path)?.startsWith(header(part)));
}

async function generate(part: string): Promise<string> {
  const args = ["run", "--quiet", "--no-config", "--no-prompt", `--allow-read=${SCHEMA}`];
  const lock = [`--lock=${join(ROOT, "deno.lock")}`, "--frozen"];
  const generator = [...args, ...lock, join(ROOT, GENERATOR), SCHEMA, part];
  const result = await runCommand(Deno.execPath(), generator);
  if (result.success) return result.output;
  throw new Error(`Cannot generate the validator:\n${result.output.trim()}`);
}

function header(part: string): string {
  const inputs = sourceFiles("schema.json", "deno.lock", GENERATOR);
  return `/* @ts-self-types="./${part}.generated.d.ts" */\n` +
    `// Generated from schema.json, ${fingerprint(...inputs.values())}.\n`;
}

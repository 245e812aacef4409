import { join } from "node:path";
import { cacheNpmModules } from "../setup/npm.ts";
import { ensure } from "../shared/exclusively.ts";
import { fingerprint } from "../shared/fingerprint.ts";
import { ROOT } from "../shared/layout.ts";
import { readIfThere } from "../shared/read_if_there.ts";
import { replaceFile } from "../shared/replace.ts";
import { runDeno } from "../shared/run_command.ts";
import { sourceFiles } from "../shared/source_files.ts";
import { report } from "../shared/tool.ts";

/** What is checked: references of a request, for the service, and inputs of a manifest. */
const PARTS = ["refs", "input", "storage_refs", "storage_input"];

const GENERATOR = "tools/build/generate_validator.ts";
const INGREDIENTS = ["schema.json", "schema-storage.json", "deno.lock", GENERATOR];

/**
 * Makes sure that the validators' code is that of the schemas, and before, that everything from npm
 * that this and later builds need is in Deno's cache: deno.lock is one of the ingredients.
 *
 * @throws {Error} when something can't be fetched, or the generator fails
 */
export async function ensureValidators(): Promise<void> {
  await ensure(findValidators, async (scratch) => {
    report(["fetching npm modules, which are checked against deno.lock, and the bundler"]);
    await cacheNpmModules(scratch);
    await Deno.writeTextFile(join(scratch, "empty.js"), "");
    const bundle = ["bundle", "--quiet", "--no-config", "--output=bundled.js", "empty.js"];
    await runDeno("fetch the bundler from npm", bundle, { cwd: scratch });

    report(["generating the validators from the schemas"]);
    const file = join(scratch, "validator.js");
    for (const part of PARTS) {
      await Deno.writeTextFile(file, header(part) + await generate(part));
      await replaceFile(file, pathOf(part));
    }
    return true;
  });
}

function findValidators(): true | undefined {
  return PARTS.every((part) => readIfThere(pathOf(part))?.startsWith(header(part))) || undefined;
}

async function generate(part: string): Promise<string> {
  const lock = [`--lock=${join(ROOT, "deno.lock")}`, "--frozen"];
  const args = ["run", "--quiet", "--no-config", "--no-prompt", `--allow-read=${ROOT}`, ...lock];
  return await runDeno("generate the validators", [...args, join(ROOT, GENERATOR), part]);
}

function pathOf(part: string): string {
  return join(ROOT, "lib", "inputs", "schema", `${part}.generated.js`);
}

function header(part: string): string {
  const inputs = sourceFiles(...INGREDIENTS).values();
  return `/* @ts-self-types="./${part}.generated.d.ts" */\n` +
    `// Generated from the schemas, ${fingerprint(...inputs)}.\n`;
}

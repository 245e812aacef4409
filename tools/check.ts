import { join } from "node:path";
import { setUp } from "./setup/set_up.ts";
import { HOST } from "./shared/architecture.ts";
import { ROOT } from "./shared/layout.ts";

/** Has imports from npm, which the project's configuration does not vendor. */
const GENERATOR = "tools/build/generate_validator.ts";

/**
 * Checks format, lint and types: `deno task check`.
 *
 * @throws {Error} when one of them fails
 */
export async function main(): Promise<void> {
  await setUp({ architecture: HOST });
  const tools = [...Deno.readDirSync(join(ROOT, "tools"))]
    .filter(({ isFile }) => isFile).map(({ name }) => `tools/${name}`);
  const commands = [
    ["fmt", "--check"],
    ["lint"],
    ["check", "--quiet", "main.ts", "lib", "tests", ...tools],
    ["check", "--quiet", "--no-config", "--lock=deno.lock", "--frozen", GENERATOR],
  ];
  for (const args of commands) {
    const { success } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).spawn().status;
    if (!success) throw new Error(`deno ${args.slice(0, 2).join(" ")} … failed`);
  }
}

import { join } from "node:path";
import { setUp } from "./setup.ts";
import { HOST, ROOT } from "./shared/project.ts";

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
  ];
  for (const args of commands) {
    const { success } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).spawn().status;
    if (!success) throw new Error(`deno ${args.slice(0, 2).join(" ")} … failed`);
  }
}

/**
 * The program: osbuild's host service where osbuild starts it, a command line otherwise.
 *
 * @module
 */
import { serve } from "./lib/service.ts";
import { isService } from "./lib/osbuild/service_arguments.ts";

async function main(args: readonly string[]): Promise<number> {
  if (isService(args)) return await serve(args);
  // Only here, so that a service does not pay for what only people use.
  const { runCommandLine } = await import("./lib/cli/command_line.ts");
  return await runCommandLine(args);
}

Deno.exit(await main(Deno.args));

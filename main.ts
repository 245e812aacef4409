/**
 * The program: osbuild's host service where osbuild starts it, a command line otherwise.
 *
 * @module
 */
import { containers } from "./lib/inputs/containers/containers.ts";
import { CONTAINERS_STORAGE, inputName } from "./lib/inputs/input.ts";
import { warn } from "./lib/log.ts";
import { isService } from "./lib/osbuild/service_arguments.ts";
import { serve } from "./lib/service.ts";

// What is imported further down is not needed, and not paid for, by the first input.
async function main(args: readonly string[]): Promise<number> {
  if (!isService(args)) {
    const { runCommandLine } = await import("./lib/cli/command_line.ts");
    return await runCommandLine(args);
  }
  let name: string;
  try {
    name = inputName();
  } catch (error) {
    warn(`Cannot tell which input is meant: ${error instanceof Error ? error.message : error}`);
    return 2;
  }
  if (name !== CONTAINERS_STORAGE) return await serve(args, containers);
  const { containersStorage } = await import("./lib/inputs/storage/storage.ts");
  return await serve(args, containersStorage);
}

Deno.exit(await main(Deno.args));

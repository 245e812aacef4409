import config from "../../deno.json" with { type: "json" };
import type { CommandResult } from "./common/result.ts";

/**
 * Lists the versions of the program and of Deno.
 *
 * @param name the program's name
 * @returns its version, that of Deno, and the target it was compiled for
 */
export function version(name: string): CommandResult {
  const { version: { deno }, build: { target } } = Deno;
  return {
    ok: true,
    document: { version: config.version, deno, target },
    text: () => [[`${name} ${config.version}`], [`Deno ${deno}, ${target}`]],
  };
}

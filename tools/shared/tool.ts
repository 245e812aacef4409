import { parseArgs } from "node:util";
import { type Architecture, HOST, parseArchitecture } from "./architecture.ts";

/** What the tools can be told on the command line. */
export interface ToolOptions {
  /** What the program is for. */
  readonly architecture: Architecture;
  /** Whether packages are asked for again even if they are there. */
  readonly fresh: boolean;
  /** Other values for constants of lib/limits.ts: `NAME=VALUE`. */
  readonly limits: readonly string[];
  /** A directory below dist/ to build into; nothing for dist/ itself or the architecture's directory. */
  readonly variant: string | undefined;
}

/**
 * Reads a tool's command line.
 *
 * @param args its arguments
 * @returns what they say
 * @throws {TypeError} when there is an unknown one
 * @throws {RangeError} when the architecture is none that Deno runs on
 */
export function parseOptions(args: readonly string[]): ToolOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      target: { type: "string" },
      fresh: { type: "boolean", default: false },
      limit: { type: "string", multiple: true, default: [] },
      variant: { type: "string" },
    },
  });
  return {
    architecture: values.target === undefined ? HOST : parseArchitecture(values.target),
    fresh: values.fresh,
    limits: values.limit,
    variant: values.variant,
  };
}

/**
 * Tells people what was done. Standard error is used, so that output of what follows stays clean.
 *
 * @param lines one line each
 */
export function report(lines: readonly string[]): void {
  for (const line of lines) console.error(line);
}

/**
 * Runs a tool; an error becomes its message and exit status 1.
 *
 * @param tool what to do
 */
export async function runTool(tool: () => Promise<void>): Promise<void> {
  try {
    await tool();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exitCode = 1;
  }
}

import { parseArgs } from "node:util";
import { type Architecture, HOST, parseArchitecture } from "./architecture.ts";

/** Options that several tools have. */
export interface ToolOptions {
  /** The architecture that the program is for. */
  readonly architecture: Architecture;
  /** Other values for constants of lib/limits.ts: `NAME=VALUE`. */
  readonly limits: readonly string[];
}

/**
 * Reads a tool's command line.
 *
 * @param args its arguments
 * @returns the options
 * @throws {TypeError} when there is an unknown one
 * @throws {RangeError} when Deno does not run on the architecture
 */
export function parseOptions(args: readonly string[]): ToolOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      target: { type: "string", default: HOST },
      limit: { type: "string", multiple: true, default: [] },
    },
  });
  return { architecture: parseArchitecture(values.target), limits: values.limit };
}

/**
 * Prints what was done to standard error, so that standard output has the results only.
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

import { parseArgs } from "node:util";
import { type Architecture, HOST, parseArchitecture } from "./project.ts";

/** How a program ended. */
export interface CommandResult {
  /** Whether it was found and exited with 0. */
  readonly success: boolean;
  /** What it wrote on both outputs, standard output first, without colours. */
  readonly output: string;
}

/** What a program runs with: working directory and environment. */
export type CommandOptions = Pick<Deno.CommandOptions, "cwd" | "env" | "clearEnv">;

/** Runs a program to its end and collects its output. */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const command = new Deno.Command(program, {
    ...options,
    args: [...args],
    stdin: "null",
    // Deno is stripped: its frames have no names.
    env: { ...options.env, NO_COLOR: "1", RUST_BACKTRACE: "0" },
  });
  try {
    const { success, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    return { success, output: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { success: false, output: `${program} is not installed\n` };
  }
}

/**
 * Runs Deno to its end.
 *
 * @param purpose what it is run for, for the error: "Cannot …"
 * @throws {Error} when it fails, with its output
 */
export async function runDeno(
  purpose: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { success, output } = await runCommand(Deno.execPath(), args, options);
  if (success) return output;
  throw new Error(`Cannot ${purpose}:\n${output.trim()}`);
}

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

/** Prints what was done to standard error, so that standard output has the results only. */
export function report(lines: readonly string[]): void {
  for (const line of lines) console.error(line);
}

import { parseArgs } from "node:util";
import { type Architecture, ARCHITECTURES, HOST } from "./project.ts";

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

/** Runs a program, which may not fail, to its end, with this process's outputs. */
export async function runAloud(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<void> {
  const command = new Deno.Command(program, { ...options, args: [...args], stdin: "null" });
  const { success } = await command.spawn().status;
  if (!success) throw new Error(`${[program, ...args.slice(0, 2)].join(" ")} … failed`);
}

/** Looks for a program in `PATH`; one in a directory that may not be entered is as good as none. */
export function isInstalled(program: string): boolean {
  return new Deno.Command("/bin/sh", { args: ["-c", 'command -v "$0"', program], stdout: "null" })
    .outputSync().success;
}

/** Options that several tasks have. */
export interface TaskOptions {
  /** The architecture that the program is for. */
  readonly architecture: Architecture;
  /** Other values for constants of lib/limits.ts: `NAME=VALUE`. */
  readonly limits: readonly string[];
}

/**
 * Reads a task's command line.
 *
 * @throws {TypeError} when there is an unknown option
 * @throws {RangeError} when Deno does not run on the architecture
 */
export function parseOptions(args: readonly string[]): TaskOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      target: { type: "string", default: HOST },
      limit: { type: "string", multiple: true, default: [] },
    },
  });
  const architecture = ARCHITECTURES.find((it) => it === values.target);
  if (architecture) return { architecture, limits: values.limit };
  throw new RangeError(`Cannot build for ${values.target}: Deno runs on x86_64 and aarch64 only`);
}

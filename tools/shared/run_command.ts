/** How a program ended. */
export interface CommandResult {
  /** Whether it exited with 0. */
  readonly success: boolean;
  /** What it wrote on both outputs, standard output first, without colours. */
  readonly output: string;
}

/** What a program runs with. */
export interface CommandOptions {
  /** Working directory. */
  readonly cwd?: string;
  /** Variables added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether these are all of its variables. */
  readonly clearEnv?: boolean;
}

/**
 * Runs a program to its end and collects its output.
 *
 * @param program name or path
 * @param args its arguments
 * @param options what it runs with
 * @returns how it ended
 * @throws {Deno.errors.NotFound} when there is no such program
 */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { env, ...rest } = options;
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    // Deno is stripped: its frames have no names.
    env: { ...env, NO_COLOR: "1", RUST_BACKTRACE: "0" },
    ...rest,
  }).output();
  const decoder = new TextDecoder();
  return { success, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** What a test of packages needs besides Deno. */
export interface Needs {
  /** Programs that must be installed. */
  readonly programs?: readonly string[];
  /** Whether it mounts and enters directory roots. */
  readonly root?: boolean;
  /** Variables that must be set. */
  readonly variables?: readonly string[];
  /** Files that must be there, made by a task. */
  readonly files?: readonly string[];
}

/**
 * Registers a test that is skipped where something that it needs is missing; its name says what.
 *
 * @param name the test's name
 * @param needs what it needs
 * @param test the test
 */
export function packagingTest(name: string, needs: Needs, test: () => Promise<void>): void {
  const reason = obstacle(needs);
  if (reason === undefined) Deno.test(name, test);
  else Deno.test({ name: `${name} (skipped: ${reason})`, ignore: true, fn: test });
}

function obstacle({ programs = [], root, variables = [], files = [] }: Needs): string | undefined {
  const variable = variables.find((it) => !Deno.env.get(it));
  if (variable) return `${variable} is not set`;
  if (root && !canUnshare()) return "only root can make a directory root";
  const program = programs.find((it) => !isInstalled(it));
  if (program) return `${program} is not installed`;
  const file = files.find((it) => !exists(it));
  return file && `${file} is missing`;
}

function canUnshare(): boolean {
  const command = new Deno.Command("unshare", { args: ["--mount", "true"], stderr: "null" });
  return isInstalled("unshare") && command.outputSync().success;
}

function isInstalled(program: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((directory) =>
    exists(`${directory}/${program}`)
  );
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

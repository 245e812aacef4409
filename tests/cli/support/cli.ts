import { join } from "node:path";
import { missing } from "../../support/skip.ts";
import { binaryPath } from "../../../tools/build.ts";
import { HOST } from "../../../tools/shared/project.ts";

/** The compiled program, which `deno task build` makes. */
export const BINARY = Deno.env.get("CONTAINERS_BINARY") ?? binaryPath(HOST);

const links = Deno.makeTempDirSync();
addEventListener("unload", () => Deno.removeSync(links, { recursive: true }));
Deno.chmodSync(links, 0o755);

/** The same by the name that packages give to it on PATH: a link, as theirs is. */
export const PROGRAM = join(links, "osbuild-input-containers");
Deno.symlinkSync(BINARY, PROGRAM);

/** How long any command may take, in milliseconds: none may hang. */
const TIMEOUT = 300_000;

/** What a program is run with. */
export interface RunOptions {
  /** What it reads. */
  readonly stdin?: string;
  /** Whether it writes to a terminal. */
  readonly terminal?: boolean;
  /** Variables added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Command that stands before the program. */
  readonly prefix?: readonly string[];
}

/** Runs a program as somebody who owns nothing. */
export const AS_NOBODY: readonly string[] = ["setpriv", "--reuid=65534", "--clear-groups"];

/** Why the program can't be run as a user without privileges, if it can't. */
export const noNobody: string | undefined = await works([...AS_NOBODY, BINARY, "--version"])
  ? undefined
  : missing("setpriv") ?? "this needs root, and a checkout that every user may read";

/** Why there is no terminal that programs can write to, if there is none. */
export const noTerminal: string | undefined = await works(["script", "-qec", "true", "/dev/null"])
  ? undefined
  : missing("script") ?? "script(1) does not work here";

/** Runs the compiled program; a terminal has all that is written. */
export async function cli(args: readonly string[], options: RunOptions = {}) {
  const words = [...options.prefix ?? [], PROGRAM, ...args];
  const script = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  return await run(options.terminal ? ["script", "-qec", script, "/dev/null"] : words, options);
}

/** Runs any program, and tells its exit status and what it wrote to its two outputs. */
export async function run(
  [program, ...args]: readonly string[],
  { stdin = "", env = {} }: RunOptions = {},
) {
  const child = new Deno.Command(program!, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    // What the tests themselves run in says nothing about what they test.
    env: { NO_COLOR: "", ...env },
    signal: AbortSignal.timeout(TIMEOUT),
  }).spawn();
  // It may not want to read that much.
  const feeding = new Blob([stdin]).stream().pipeTo(child.stdin).catch(() => {});
  const { code, stdout, stderr } = await child.output();
  await feeding;
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

async function works(words: readonly string[]): Promise<boolean> {
  try {
    return (await run(words)).code === 0;
  } catch {
    return false;
  }
}

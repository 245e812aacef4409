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
  readonly stdin?: string | Uint8Array;
  /** Whether it writes to a terminal. */
  readonly terminal?: boolean;
  /** Variables added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Command that stands before the program. */
  readonly prefix?: readonly string[];
}

/** How a program ended. */
export interface Ran {
  /** Its exit status. */
  readonly code: number;
  /** What it wrote to standard output; of a terminal, all that was written. */
  readonly out: string;
  /** What it wrote to standard error. */
  readonly err: string;
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

/**
 * Runs the compiled program.
 *
 * @param args its arguments
 * @param options what it is run with
 * @returns how it ended
 */
export async function cli(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { prefix = [], terminal = false } = options;
  const words = [...prefix, PROGRAM, ...args];
  return await run(
    terminal ? ["script", "-qec", words.map(quote).join(" "), "/dev/null"] : words,
    options,
  );
}

/**
 * Runs any program.
 *
 * @param words the program and its arguments
 * @param options what it is run with
 * @returns how it ended
 */
export async function run(words: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { stdin = "", env = {} } = options;
  const child = new Deno.Command(words[0]!, {
    args: words.slice(1),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    // What the tests themselves run in says nothing about what they test.
    env: { NO_COLOR: "", ...env },
    signal: AbortSignal.timeout(TIMEOUT),
  }).spawn();
  const feeding = feed(child.stdin, stdin);
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

async function feed(
  stdin: WritableStream<Uint8Array>,
  content: string | Uint8Array,
): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const writer = stdin.getWriter();
  try {
    await writer.write(bytes);
    await writer.close();
  } catch {
    // It did not want to read that much.
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

import { ExpectedError } from "../errors.ts";
import { KILL_GRACE_MS, MAX_PRINTED_BYTES, MOUNT_TIMEOUT_MS } from "../limits.ts";
import { type Descriptor, inheritNone } from "../linux/descriptor.ts";

/** Where the programs are, with /usr merged and without; the same that the permissions name. */
export const PROGRAM_DIRECTORIES = ["/usr/bin", "/bin"] as const;

/** How many lines of a program an error repeats. */
const MAX_LINES = 5;

/** The exit status of a program that a signal ended is this and the signal's number. */
const SIGNALLED = 128;

/** How a run of mount(8) or umount(8) ended. */
export interface Result {
  /** The exit status, 128 and the signal's number after a signal. */
  readonly code: number;
  /** What it printed, blanks at both ends removed, the first 64 KiB of it. */
  readonly printed: string;
}

/**
 * Runs mount(8) or umount(8) in a fixed environment, so that nothing in the service's (LD_PRELOAD,
 * LANGUAGE, LIBMOUNT_*) changes what it does or prints.
 *
 * @throws {ExpectedError} when it can't be started, or timed out and was killed
 */
export async function run(
  name: "mount" | "umount",
  args: readonly string[],
  ...inherited: readonly Descriptor[]
): Promise<Result> {
  inheritNone();
  for (const it of inherited) it.inherit(true);
  let child: Deno.ChildProcess;
  try {
    child = start(name, args);
  } finally {
    for (const it of inherited) it.inherit(false);
  }
  // A killed child can hang in a system call: then it is abandoned.
  const watch = { late: false, timer: 0 };
  const gone = new Promise<void>((resolve) => {
    watch.timer = setTimeout(() => {
      watch.late = true;
      try {
        child.kill("SIGKILL");
      } catch {
        // It ended in the meantime.
      }
      watch.timer = setTimeout(resolve, KILL_GRACE_MS);
    }, MOUNT_TIMEOUT_MS);
  });
  const end = Promise.all([child.status, readStart(child.stderr)]);
  const result = await Promise.race([end, gone]);
  clearTimeout(watch.timer);
  if (watch.late || result === undefined) {
    throw new ExpectedError(
      `${name}(8) was stopped: it did not end within ${MOUNT_TIMEOUT_MS / 1000} s`,
    );
  }
  const [{ code }, printed] = result;
  return { code, printed };
}

/**
 * Makes an error of a run that failed, as the original does.
 *
 * @returns `<what it printed> (code: <exit status>)`, shortened where it printed many lines
 */
export function failureOf({ printed, code }: Result, name = "mount"): ExpectedError {
  if (printed === "") {
    const end = code > SIGNALLED
      ? `was ended by signal ${code - SIGNALLED}`
      : `said nothing (exit status ${code})`;
    return new ExpectedError(`${name}(8) ${end}`);
  }
  const lines = printed.split("\n");
  const more = lines.length - MAX_LINES;
  const text = more > 0 ? [...lines.slice(0, MAX_LINES), `(${more} more lines)`] : lines;
  return new ExpectedError(`${text.join("\n")} (code: ${code})`);
}

function start(name: string, args: readonly string[]): Deno.ChildProcess {
  const program = PROGRAM_DIRECTORIES.map((it) => `${it}/${name}`).find(exists);
  if (program === undefined) {
    const where = PROGRAM_DIRECTORIES.join(" nor in ");
    throw new ExpectedError(`Cannot run ${name}(8): it is neither in ${where}`);
  }
  const spawn = (unused: "null" | "inherit") =>
    new Deno.Command(program, {
      args: [...args],
      clearEnv: true,
      env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" },
      stdin: unused,
      stdout: unused,
      stderr: "piped",
    }).spawn();
  try {
    // A container or a chroot may lack /dev/null, or have a fifo there, which would block.
    if (Deno.statSync("/dev/null").isCharDevice) return spawn("null");
  } catch {
    // It can't be opened.
  }
  try {
    return spawn("inherit");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExpectedError(`Cannot run ${name}(8): ${reason}`);
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

/** Reads everything, so that the program never blocks on a full pipe, and keeps the start. */
async function readStart(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for await (const chunk of stream) {
    const room = MAX_PRINTED_BYTES - length;
    if (room > 0) text += decoder.decode(chunk.subarray(0, room), { stream: true });
    length += chunk.length;
  }
  return (text + decoder.decode()).trim();
}

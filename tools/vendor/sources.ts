import { dirname, join, relative } from "node:path";
import { filesBelow, readIfThere, statIfThere } from "../shared/files.ts";
import { ROOT, sourceDateEpoch } from "../shared/project.ts";
import { report, runCommand } from "../shared/run.ts";

/** How often a task that takes long says so, in milliseconds. */
const STILL_MS = 30_000;

/** The time of an offline archive, where one was unpacked. */
export const SHIPPED_TIME = join(ROOT, ".offline", "time");

/**
 * Copies the project's sources: the files that git tracks, and those that `git add` would add.
 *
 * @throws {Error} when this is no checkout
 */
export async function copySources(directory: string): Promise<void> {
  const list = await git("ls-files", "-z", "--cached", "--others", "--exclude-standard");
  const paths = list.split("\0").filter((path) => path && statIfThere(join(ROOT, path))?.isFile);
  for (const path of paths) await copyFile(join(ROOT, path), join(directory, path));
}

/**
 * Determines the modification time of everything in an archive.
 *
 * @returns `SOURCE_DATE_EPOCH`, else the time of the unpacked archive or of the newest commit, in
 * seconds since 1970
 * @throws {Error} when there is none of them
 */
export async function sourceTime(): Promise<number> {
  return sourceDateEpoch() ??
    Number(readIfThere(SHIPPED_TIME) ?? await git("log", "-1", "--format=%ct"));
}

/** Copies a file with its mode into a directory that may be missing. */
export async function copyFile(from: string, to: string): Promise<void> {
  await Deno.mkdir(dirname(to), { recursive: true });
  await Deno.copyFile(from, to);
}

/** Copies the files below a directory; symbolic links are left out. */
export async function copyDirectory(from: string, to: string): Promise<void> {
  for (const path of filesBelow(from)) await copyFile(path, join(to, relative(from, path)));
}

async function git(...args: string[]): Promise<string> {
  // The checkout may belong to another user than the one in a container.
  const safe = ["-c", `safe.directory=${ROOT}`];
  const { success, output } = await runCommand("git", [...safe, ...args], { cwd: ROOT });
  if (success) return output;
  throw new Error(
    `Cannot archive the sources: git says ${JSON.stringify(output.trim().split("\n")[0])}; ` +
      "this works in a checkout with at least one commit",
  );
}

/** Waits for work that takes long, and shows that it goes on. */
export async function withProgress<T>(what: string, work: Promise<T>): Promise<T> {
  report([what]);
  const start = Date.now();
  const still = () => report([`  … after ${Math.round((Date.now() - start) / 1000)} s`]);
  const timer = setInterval(still, STILL_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

/**
 * Packs a directory so that the same content always gives the same bytes.
 *
 * @param time modification time of everything in it, in seconds since 1970
 * @param xz the command that compresses
 * @throws {Error} when tar or xz fails
 */
export async function packDirectory(
  directory: string,
  name: string,
  archive: string,
  time: number,
  // A fixed number of threads, as one thread and many divide the content differently.
  xz = "xz -6 --threads=2",
): Promise<void> {
  const equal = [
    "--format=gnu",
    "--sort=name",
    `--mtime=@${time}`,
    "--owner=0",
    "--group=0",
    "--numeric-owner",
    "--mode=a+rX,u+w,go-w",
    // Only names of members, not the targets of links.
    `--transform=flags=r;s,^\\.,${name},`,
  ];
  const args = [...equal, "--use-compress-program", xz, "-C", directory, "-cf", archive, "."];
  const what = `compressing ${name}: two minutes, or ten on a busy machine`;
  const { success, output } = await withProgress(what, runCommand("tar", args));
  if (!success) throw new Error(`Cannot write ${archive}: ${output.trim()}`);
}

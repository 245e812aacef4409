import { dirname, join, relative } from "node:path";
import { ROOT } from "../shared/layout.ts";
import { readIfThere, statIfThere } from "../shared/read_if_there.ts";
import { runCommand } from "../shared/run_command.ts";
import { sourceDateEpoch } from "../shared/source_date_epoch.ts";
import { filesBelow } from "../shared/source_files.ts";

/** The time of an offline archive, where one was unpacked. */
export const SHIPPED_TIME = join(ROOT, ".offline", "time");

/**
 * Copies the project's sources: the files that git tracks, and those that `git add` would add.
 *
 * @param directory where they go
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

/**
 * Copies a file with its mode into a directory that may be missing.
 *
 * @param from the file
 * @param to its copy
 */
export async function copyFile(from: string, to: string): Promise<void> {
  await Deno.mkdir(dirname(to), { recursive: true });
  await Deno.copyFile(from, to);
}

/**
 * Copies the files below a directory; symbolic links are left out.
 *
 * @param from the directory
 * @param to its copy
 */
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

import { dirname, join } from "node:path";
import { ROOT } from "../shared/layout.ts";
import { statIfThere } from "../shared/read_if_there.ts";
import { runCommand } from "../shared/run_command.ts";

/**
 * Copies the project's sources: what git knows, and what it would know after `git add`.
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
 * Tells the time that everything in an archive carries.
 *
 * @returns `SOURCE_DATE_EPOCH`, else the time of the newest commit, in seconds since 1970
 * @throws {Error} when there is neither
 */
export async function sourceTime(): Promise<number> {
  const text = Deno.env.get("SOURCE_DATE_EPOCH") || (await git("log", "-1", "--format=%ct")).trim();
  if (!/^\d{1,11}$/.test(text)) {
    throw new RangeError(
      `Cannot use SOURCE_DATE_EPOCH=${text}: it must be a number of seconds since 1970`,
    );
  }
  return Number(text);
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
 * Copies a directory's files, and those of directories in it.
 *
 * @param from the directory
 * @param to its copy
 */
export async function copyDirectory(from: string, to: string): Promise<void> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(from)) {
    if (isDirectory) await copyDirectory(join(from, name), join(to, name));
    if (isFile) await copyFile(join(from, name), join(to, name));
  }
}

async function git(...args: string[]): Promise<string> {
  // The checkout may belong to somebody else than the user of a container.
  const safe = ["-c", `safe.directory=${ROOT}`];
  const { success, output } = await runCommand("git", [...safe, ...args], { cwd: ROOT });
  if (success) return output;
  throw new Error(
    `Cannot archive the sources: git says ${JSON.stringify(output.trim().split("\n")[0])}; ` +
      "this works in a checkout with at least one commit",
  );
}

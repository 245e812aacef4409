import { runCommand } from "../shared/run_command.ts";

/**
 * Packs a directory so that the same content always gives the same bytes.
 *
 * @param directory the directory
 * @param name its name in the archive
 * @param archive the file to write
 * @param time modification time of everything in it, in seconds since 1970
 * @throws {Error} when tar or xz fails
 */
export async function packDirectory(
  directory: string,
  name: string,
  archive: string,
  time: number,
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
  // A fixed number of threads, as one thread and many divide the content differently.
  const compress = ["--use-compress-program", "xz -6 --threads=2"];
  const args = [...equal, ...compress, "-C", directory, "-cf", archive, "."];
  const { success, output } = await runCommand("tar", args);
  if (!success) throw new Error(`Cannot write ${archive}: ${output.trim()}`);
}

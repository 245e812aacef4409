/**
 * Packages of the offline archive, by the distributions' own tools; the archive has the recipes.
 *
 * @module
 */
import { basename, dirname, join, relative } from "node:path";
import { offlineArchivePath } from "../vendor/offline_archive.ts";
import { replaceFile, statIfThere, withScratch } from "../shared/files.ts";
import { type Architecture, DIST, PACKAGE, projectVersion, ROOT, WORK } from "../shared/project.ts";
import { parseOptions, report, runCommand } from "../shared/run.ts";
import { withProgress } from "../vendor/sources.ts";

/** Looks for a program; one in a directory that may not be entered is as good as none. */
export function isInstalled(program: string): boolean {
  const directories = (Deno.env.get("PATH") || "/usr/bin:/bin").split(":");
  return directories.some((directory) => {
    try {
      return Deno.statSync(`${directory}/${program}`).isFile;
    } catch {
      return false;
    }
  });
}

/**
 * Makes sure that programs are installed, before anything is built.
 *
 * @throws {Error} that names what is missing
 */
export function requirePrograms(...programs: readonly string[]): void {
  const missing = programs.filter((it) => !isInstalled(it));
  if (missing.length === 0) return;
  throw new Error(`Cannot build packages, as these are not installed: ${missing.join(", ")}`);
}

/** What other distributions' rpm does by itself, and Debian's does not. */
const MACROS = [
  // A source package records this path, and what is built from it its checksum.
  `_topdir ${join(WORK, "rpm")}`,
  "source_date_epoch_from_changelog 1",
  "clamp_mtime_to_source_date_epoch 1",
  "use_source_date_epoch_as_buildtime 1",
  "_buildhost reproducible",
].flatMap((macro) => ["--define", macro]);

/**
 * Builds one source package, and from it the packages of every architecture.
 *
 * @returns the packages, in dist/
 * @throws {Error} when rpmbuild fails
 */
export async function buildRpm(architectures: readonly Architecture[]): Promise<string[]> {
  requirePrograms("rpmbuild", "tar", "xz");
  const top = join(WORK, "rpm");
  await Deno.remove(top, { recursive: true }).catch(() => {});
  // rpm's database does not list the Deno that runs this.
  await build("rpmbuild", ["-ts", "--nodeps", ...MACROS, archive()]);
  const [source] = await collect(join(top, "SRPMS"));
  for (const it of architectures) {
    await build("rpmbuild", ["--rebuild", "--nodeps", `--target=${it}-linux`, ...MACROS, source!]);
  }
  const directories = [...architectures, "noarch"].map((it) => join(top, "RPMS", it));
  const packages = await Promise.all(directories.map(collect));
  await Deno.remove(top, { recursive: true });
  return [source!, ...packages.flat()];
}

/**
 * Builds a source package, and the package of every architecture.
 *
 * @returns the packages and what describes them, in dist/
 * @throws {Error} when dpkg-buildpackage fails
 */
export async function buildDeb(architectures: readonly Architecture[]): Promise<string[]> {
  requirePrograms("dpkg-buildpackage", "dh", "tar", "xz");
  return await withScratch(async (scratch) => {
    // A part of the source package, so no link.
    await Deno.copyFile(archive(), join(scratch, `${PACKAGE}_${projectVersion()}.orig.tar.xz`));
    await build("tar", ["-xf", archive()], scratch);
    const names = { x86_64: "amd64", aarch64: "arm64" };
    for (const [index, it] of architectures.entries()) {
      const what = index === 0 ? "full" : "binary";
      const args = ["--no-sign", "-d", `--build=${what}`, `--host-arch=${names[it]}`];
      await build("dpkg-buildpackage", args, join(scratch, `${PACKAGE}-${projectVersion()}`));
    }
    return await collect(scratch);
  });
}

/** Builds packages for one architecture: `[--target ARCHITECTURE]`. */
export async function packageTool(args: readonly string[], tool: typeof buildRpm): Promise<void> {
  const packages = await tool([parseOptions(args).architecture]);
  report(packages.map((path) => `built ${relative(ROOT, path)}`));
}

function archive(): string {
  const path = offlineArchivePath();
  if (statIfThere(path)) return path;
  throw new Error(`${relative(ROOT, path)} is missing: \`deno task vendor\` makes it`);
}

/** Runs a tool, for which the Deno that runs this is the one in `PATH`. */
async function build(program: string, args: readonly string[], cwd = ROOT): Promise<void> {
  const PATH = `${dirname(Deno.execPath())}:${Deno.env.get("PATH") ?? "/usr/bin:/bin"}`;
  const work = runCommand(program, args, { cwd, env: { PATH } });
  const { success, output } = await withProgress(`${program}: some minutes`, work);
  if (success) return;
  const end = output.trim().split("\n").slice(-30).join("\n");
  throw new Error(`Cannot build the package: ${program} fails.\n${end}`);
}

async function collect(directory: string): Promise<string[]> {
  const packages: string[] = [];
  for (const { name, isFile } of [...Deno.readDirSync(directory)]) {
    if (!isFile) continue;
    await replaceFile(join(directory, name), join(DIST, basename(name)));
    packages.push(join(DIST, name));
  }
  return packages.sort();
}

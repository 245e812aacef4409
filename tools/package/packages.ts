/**
 * Packages of the offline archive, by the distributions' own tools; the archive has the recipes.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { replace, withScratch } from "../shared/files.ts";
import { type Architecture, DIST, PACKAGE, projectVersion, ROOT, WORK } from "../shared/project.ts";
import { isInstalled, parseOptions, runAloud } from "../shared/run.ts";
import { offlineArchivePath } from "./archive.ts";

/** Builds RPM packages from the offline archive: `deno task rpm [--target ARCHITECTURE]`. */
export async function rpm(args: readonly string[]): Promise<void> {
  await buildRpm([parseOptions(args).architecture]);
}

/** Builds a Debian package from the offline archive: `deno task deb [--target ARCHITECTURE]`. */
export async function deb(args: readonly string[]): Promise<void> {
  await buildDeb([parseOptions(args).architecture]);
}

/** Throws an error that names what is missing of programs, before anything is built. */
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

/** Builds one source package, and from it the packages of every architecture, into dist/. */
export async function buildRpm(architectures: readonly Architecture[]): Promise<string[]> {
  requirePrograms("rpmbuild", "tar", "xz");
  const top = join(WORK, "rpm");
  await Deno.remove(top, { recursive: true }).catch(() => {});
  // rpm's database does not list the Deno that runs this.
  const rpmbuild = (...args: string[]) =>
    runPackager("rpmbuild", ["--quiet", "--nodeps", ...MACROS, ...args]);
  await rpmbuild("-ts", archive());
  const [source] = await collect(join(top, "SRPMS"));
  for (const it of architectures) await rpmbuild("--rebuild", `--target=${it}-linux`, source!);
  const directories = [...architectures, "noarch"].map((it) => join(top, "RPMS", it));
  const packages = await Promise.all(directories.map(collect));
  await Deno.remove(top, { recursive: true });
  return [source!, ...packages.flat()];
}

/** Builds a source package, and the package of every architecture, into dist/. */
export async function buildDeb(architectures: readonly Architecture[]): Promise<string[]> {
  requirePrograms("dpkg-buildpackage", "dh", "tar", "xz");
  return await withScratch(async (scratch) => {
    // A part of the source package, so no link.
    await Deno.copyFile(archive(), join(scratch, `${PACKAGE}_${projectVersion()}.orig.tar.xz`));
    await runPackager("tar", ["-xf", archive()], scratch);
    const names = { x86_64: "amd64", aarch64: "arm64" };
    for (const [index, it] of architectures.entries()) {
      const what = index === 0 ? "full" : "binary";
      const args = ["--no-sign", "-d", `--build=${what}`, `--host-arch=${names[it]}`];
      const sources = join(scratch, `${PACKAGE}-${projectVersion()}`);
      await runPackager("dpkg-buildpackage", args, sources);
    }
    return await collect(scratch);
  });
}

function archive(): string {
  const path = offlineArchivePath();
  if (existsSync(path)) return path;
  throw new Error(`${relative(ROOT, path)} is missing: \`deno task vendor\` makes it`);
}

/** Runs a tool, for which the Deno that runs this is the one in `PATH`. */
async function runPackager(program: string, args: readonly string[], cwd = ROOT): Promise<void> {
  const PATH = `${dirname(Deno.execPath())}:${Deno.env.get("PATH") ?? "/usr/bin:/bin"}`;
  await runAloud(program, args, { cwd, env: { PATH } });
}

/** Moves the files in a directory to dist/. */
async function collect(directory: string): Promise<string[]> {
  const names = [...Deno.readDirSync(directory)].filter((it) => it.isFile).map((it) => it.name);
  for (const name of names.sort()) {
    await replace(join(directory, name), join(DIST, name));
    console.error(`built ${relative(ROOT, join(DIST, name))}`);
  }
  return names.map((name) => join(DIST, name));
}

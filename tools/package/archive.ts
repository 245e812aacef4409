import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { bundlerPath, type SetUp, setUpAll } from "../setup.ts";
import { replace, withScratch } from "../shared/files.ts";
import {
  type Architecture,
  CACHE,
  DIST,
  PACKAGE,
  projectVersion,
  ROOT,
  runtimePath,
  VENDOR,
} from "../shared/project.ts";
import { runAloud, runCommand } from "../shared/run.ts";
import { makeNotices, NOTICES } from "./notices.ts";
import { writeRecipes } from "./recipe.ts";

/** The time of an offline archive, where one was unpacked. */
const SHIPPED_TIME = join(ROOT, ".offline", "time");

/** Makes one archive of everything that a build needs except Deno: `deno task vendor`. */
export async function vendor(): Promise<void> {
  const archive = await makeOfflineArchive(await setUpAll());
  const megabytes = (Deno.statSync(archive).size / 1e6).toFixed(1);
  console.error(`archived ${relative(ROOT, archive)}, ${megabytes} MB`);
}

/** Names the archive that a build without network starts from. */
export function offlineArchivePath(): string {
  return join(DIST, `${PACKAGE}-${projectVersion()}-offline.tar.xz`);
}

/** Makes that archive: the sources, what set-up has left beside them, notices, and recipes. */
export async function makeOfflineArchive(
  ready: ReadonlyMap<Architecture, SetUp>,
): Promise<string> {
  const time = await sourceTime();
  const archive = offlineArchivePath();
  await withScratch(async (scratch) => {
    const directory = join(scratch, "sources");
    const inside = (path: string) => join(directory, relative(ROOT, path));
    const fetched = [VENDOR, ...npmModules(), ...[...ready.keys()].map(bundlerPath)];
    const paths = [...await sources(), ...fetched.map((path) => relative(ROOT, path))];
    await Deno.mkdir(directory);
    await runAloud("cp", ["-R", "--parents", "-t", directory, ...paths], { cwd: ROOT });
    for (const [architecture, { denort }] of ready) {
      const stored = inside(runtimePath(architecture));
      await Deno.mkdir(dirname(stored), { recursive: true });
      await Deno.copyFile(denort.path, stored);
      await Deno.writeTextFile(`${stored}.origin`, denort.origin);
    }
    await Deno.mkdir(dirname(inside(SHIPPED_TIME)));
    await Deno.writeTextFile(inside(SHIPPED_TIME), `${time}\n`);
    await Deno.writeTextFile(join(directory, NOTICES), makeNotices());
    await writeRecipes(directory);
    const packed = join(scratch, "packed.tar.xz");
    await packDirectory(directory, `${PACKAGE}-${projectVersion()}`, packed, time);
    await replace(packed, archive);
  });
  return archive;
}

/** Lists the project's sources: the files that git tracks, and those that `git add` would add. */
async function sources(): Promise<string[]> {
  const list = await git("ls-files", "-z", "--cached", "--others", "--exclude-standard");
  return list.split("\0").filter((path) => path && existsSync(join(ROOT, path)));
}

/** Lists the npm modules that deno.lock names; the cache may have others, too. */
function npmModules(): string[] {
  // One directory, by the registry's name.
  const [registry] = Deno.readDirSync(join(CACHE, "npm"));
  const { npm } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.lock")));
  return Object.keys(npm).map((key) => {
    const [, name, version] = /^(.+?)@([^@_]+)(_|$)/.exec(key) as string[];
    return join(CACHE, "npm", registry!.name, name!, version!);
  });
}

/**
 * Determines the modification time of everything in an archive.
 *
 * @returns `SOURCE_DATE_EPOCH`, else the time of the unpacked archive or of the newest commit, in
 * seconds since 1970
 * @throws {Error} when there is none of them
 */
export async function sourceTime(): Promise<number> {
  const epoch = Deno.env.get("SOURCE_DATE_EPOCH");
  if (epoch) return Number(epoch);
  if (existsSync(SHIPPED_TIME)) return Number(Deno.readTextFileSync(SHIPPED_TIME));
  return Number(await git("log", "-1", "--format=%ct"));
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
  console.error(`compressing ${name}: two minutes, or ten on a busy machine`);
  const compress = ["--use-compress-program", `${xz} --verbose`];
  await runAloud("tar", [...equal, ...compress, "-C", directory, "-cf", archive, "."]);
}

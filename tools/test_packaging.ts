/**
 * Makes packages and tests them: `deno task test:packaging [part of a file's name]…`.
 *
 * Takes some ten minutes, and needs root, rpmbuild, dpkg-buildpackage and more; it names what is
 * missing.
 *
 * @module
 */
import { basename, join } from "node:path";
import { buildDeb, buildRpm, isInstalled } from "./package/packages.ts";
import { makeParts } from "./package/parts.ts";
import { writeSbom } from "./release/sbom.ts";
import { setUpAll } from "./setup.ts";
import { HOST, ROOT } from "./shared/project.ts";
import { report } from "./shared/run.ts";
import { makeOfflineArchive } from "./vendor/offline_archive.ts";

const TESTS = join(ROOT, "tests", "packaging");

export async function main(args: readonly string[]): Promise<void> {
  const files = testFiles(args);
  if (files.length === 0) throw new Error(`No file in tests/packaging has ${args.join(" or ")}`);
  const ready = await setUpAll();
  for (const [architecture, done] of ready) await makeParts(architecture, done);
  await writeSbom(ready);
  const archive = await makeOfflineArchive(ready);
  report([`made ${basename(archive)}`]);
  // Where programs are missing, the tests of their packages are skipped, and say which.
  for (const [program, build] of [["rpmbuild", buildRpm], ["dh", buildDeb]] as const) {
    if (!isInstalled(program)) continue;
    report((await build([HOST])).map((path) => `built ${basename(path)}`));
  }
  const command = new Deno.Command(Deno.execPath(), {
    args: ["test", "--quiet", "--allow-all", ...files],
    cwd: ROOT,
  });
  const { success } = await command.spawn().status;
  if (!success) Deno.exitCode = 1;
}

function testFiles(filters: readonly string[]): string[] {
  const files = ["cheap", "full"].flatMap((directory) =>
    [...Deno.readDirSync(join(TESTS, directory))].map(({ name }) => join(TESTS, directory, name))
  ).sort();
  const wanted = (path: string) => filters.some((filter) => basename(path).includes(filter));
  return filters.length === 0 ? files : files.filter(wanted);
}

import { basename, join } from "node:path";
import { makeOfflineArchive } from "./package/archive.ts";
import { buildDeb, buildRpm } from "./package/packages.ts";
import { makeParts } from "./package/parts.ts";
import { writeSbom } from "./package/sbom.ts";
import { setUpAll } from "./setup.ts";
import { HOST, ROOT } from "./shared/project.ts";
import { isInstalled, runAloud } from "./shared/run.ts";

const TESTS = join(ROOT, "tests", "packaging");

/**
 * Makes packages and tests them: `deno task test:packaging [part of a file's name]…`. Takes some ten
 * minutes, and needs root, rpmbuild, dpkg-buildpackage and more; it names what is missing.
 *
 * @throws {Error} when a test fails, or no file has such a name
 */
export async function testPackaging(filters: readonly string[]): Promise<void> {
  const files = ["cheap", "full"].flatMap((directory) =>
    [...Deno.readDirSync(join(TESTS, directory))].map(({ name }) => join(TESTS, directory, name))
  ).filter((path) => filters.length === 0 || filters.some((it) => basename(path).includes(it)));
  if (files.length === 0) throw new Error(`No file in tests/packaging has ${filters.join(" or ")}`);
  const ready = await setUpAll();
  for (const [architecture, done] of ready) await makeParts(architecture, done);
  await writeSbom(ready);
  await makeOfflineArchive(ready);
  // Where programs are missing, the tests of their packages are skipped, and say which.
  if (isInstalled("rpmbuild")) await buildRpm([HOST]);
  if (isInstalled("dh")) await buildDeb([HOST]);
  const args = ["test", "--quiet", "--allow-all", ...files.sort()];
  await runAloud(Deno.execPath(), args, { cwd: ROOT });
}

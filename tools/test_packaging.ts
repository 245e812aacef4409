/**
 * Makes packages and tests them: `deno task test:packaging [part of a file's name]…`.
 *
 * Takes minutes, and wants root, rpmbuild, dpkg-buildpackage and more; what is missing is said.
 *
 * @module
 */
import { basename, join } from "node:path";
import { makeParts } from "./package/parts.ts";
import { buildDeb } from "./package/deb.ts";
import { buildRpm } from "./package/rpm.ts";
import { setUpAll } from "./release/set_up_all.ts";
import { writeBill } from "./release/write_bill.ts";
import { HOST } from "./shared/architecture.ts";
import { ROOT } from "./shared/layout.ts";
import { report, runTool } from "./shared/tool.ts";
import { makeOfflineArchive } from "./vendor/offline_archive.ts";

const TESTS = join(ROOT, "tests", "packaging");

await runTool(async () => {
  const ready = await setUpAll();
  for (const [architecture, done] of ready) await makeParts(architecture, done);
  await writeBill(ready);
  const archive = await makeOfflineArchive(
    new Map([...ready].map(([architecture, { denort }]) => [architecture, denort])),
  );
  report([`made ${basename(archive)}`]);
  for (const [name, build] of Object.entries({ rpm: buildRpm, deb: buildDeb })) {
    try {
      report((await build(archive, HOST)).map((path) => `built ${basename(path)}`));
    } catch (error) {
      // Its tests are skipped then, and say so.
      if (!(error instanceof Error) || !error.message.includes("is not installed")) throw error;
      report([`no ${name}: ${error.message}`]);
    }
  }
  const command = new Deno.Command(Deno.execPath(), {
    args: ["test", "--quiet", "--allow-all", ...testFiles(Deno.args)],
    cwd: ROOT,
  });
  const { success } = await command.spawn().status;
  if (!success) Deno.exitCode = 1;
});

function testFiles(filters: readonly string[]): string[] {
  const files = ["cheap", "full"].flatMap((directory) =>
    [...Deno.readDirSync(join(TESTS, directory))].map(({ name }) => join(TESTS, directory, name))
  ).sort();
  const wanted = (path: string) => filters.some((filter) => basename(path).includes(filter));
  return filters.length === 0 ? files : files.filter(wanted);
}

import { ok, strictEqual } from "node:assert/strict";
import { dirname, join } from "node:path";
import { packagingTest } from "../support/needs.ts";
import { packages } from "../support/packages.ts";
import { run } from "../support/run.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { binaryPath } from "../../../tools/build.ts";
import { fileHash } from "../../../tools/shared/files.ts";
import {
  ARCHITECTURES,
  DIST,
  MODULE,
  PACKAGE,
  projectVersion,
  ROOT,
} from "../../../tools/shared/project.ts";

const NEEDS = { root: true, programs: ["unshare", "tar", "xz"], files: [packages.archive] };

/** Unpacks the archive, with the time of now on every file. */
async function unpack(directory: string): Promise<string> {
  await Deno.mkdir(join(directory, "home"), { recursive: true });
  await run(["tar", "-C", directory, "--touch", "-xf", packages.archive]);
  return join(directory, `${PACKAGE}-${projectVersion()}`);
}

/** Builds without network, from an empty home directory, and tells the program's digest. */
async function build(
  sources: string,
  target: string,
  env: Record<string, string> = {},
): Promise<string> {
  const PATH = `${dirname(Deno.execPath())}:/usr/bin:/bin`;
  const command = ["deno", "task", "build", "--target", target];
  await run(["unshare", "--net", ...command], {
    cwd: sources,
    clearEnv: true,
    env: { PATH, HOME: join(dirname(sources), "home"), ...env },
  });
  return await fileHash(binaryPath(target as typeof ARCHITECTURES[number]).replace(ROOT, sources));
}

for (const target of ARCHITECTURES) {
  packagingTest(`the archive builds the same ${target} program when there is no network`, {
    ...NEEDS,
    files: [...NEEDS.files, binaryPath(target)],
  }, async () => {
    await using directory = await tempDirectory();
    const sources = await unpack(directory.path);
    strictEqual(await build(sources, target), await fileHash(binaryPath(target)));
  });
}

packagingTest(
  "two builds are equal when directories, times and the epoch differ",
  NEEDS,
  async () => {
    await using directory = await tempDirectory();
    const digests: string[] = [];
    for (const place of ["a", "quite/another/place"]) {
      const sources = await unpack(join(directory.path, place));
      const epoch = String(1700000000 + digests.length);
      const env = { SOURCE_DATE_EPOCH: epoch, TZ: `UTC${digests.length * 5}`, USER: place };
      digests.push(await build(sources, Deno.build.arch, env));
    }
    strictEqual(digests[0], digests[1]);
    strictEqual(digests[0], await fileHash(binaryPath(Deno.build.arch)));
  },
);

packagingTest("the archive is the same when it is made again", NEEDS, async () => {
  const before = await fileHash(packages.archive);
  await run([Deno.execPath(), "task", "vendor"], { cwd: ROOT });
  strictEqual(await fileHash(packages.archive), before);
});

packagingTest(
  "the archive holds nothing that is not of the project or its modules",
  NEEDS,
  async () => {
    const list = (await run(["tar", "-tf", packages.archive])).trim().split("\n");
    const top = `${PACKAGE}-${projectVersion()}/`;
    ok(list.every((path) => path.startsWith(top)));
    const outputs = [".git/", ".build/", "dist/", DIST];
    strictEqual(list.find((path) => outputs.some((it) => path.startsWith(top + it))), undefined);
    ok(list.includes(`${top}.denort/${Deno.version.deno}-aarch64/denort`));
    ok(list.includes(`${top}.denort/${Deno.version.deno}-x86_64/denort`));
    strictEqual(list.some((path) => path.endsWith(`/${MODULE}`)), false);
  },
);

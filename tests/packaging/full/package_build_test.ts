import { strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { binaryPath } from "../../../tools/build/binary.ts";
import { ROOT } from "../../../tools/shared/layout.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { packagingTest } from "../support/obstacle.ts";
import { packages } from "../support/packages.ts";
import { run, sha256 } from "../support/run.ts";

const PRIVATE = "usr/lib/osbuild-input-containers";

packagingTest("the rpm's program is the released one to the byte", {
  programs: ["rpm2cpio", "cpio"],
  files: [packages.rpm],
}, async () => {
  await using directory = await tempDirectory();
  const unpack = 'rpm2cpio "$1" | cpio --quiet -idm';
  await run(["sh", "-c", unpack, "sh", packages.rpm], { cwd: directory.path });
  const program = join(directory.path, PRIVATE, "org.osbuild.containers");
  strictEqual(await sha256(program), await sha256(binaryPath(Deno.build.arch)));
});

packagingTest("the deb's program is the released one to the byte", {
  programs: ["dpkg-deb"],
  files: [packages.deb],
}, async () => {
  await using directory = await tempDirectory();
  await run(["dpkg-deb", "-x", packages.deb, directory.path]);
  const program = join(directory.path, "usr/lib/osbuild/inputs/org.osbuild.containers");
  strictEqual(await sha256(program), await sha256(binaryPath(Deno.build.arch)));
});

for (const [kind, program] of [["rpm", "rpmbuild"], ["deb", "dpkg-buildpackage"]] as const) {
  packagingTest(`the ${kind} is the same when it is built again, without network`, {
    root: true,
    programs: [program],
    files: [packages[kind], packages.archive],
  }, async () => {
    await using home = await tempDirectory();
    const before = await sha256(packages[kind]);
    await run(["unshare", "--net", Deno.execPath(), "task", kind], {
      cwd: ROOT,
      env: { HOME: home.path, DENO_DIR: join(home.path, "deno") },
    });
    strictEqual(await sha256(packages[kind]), before);
  });
}

packagingTest("the program is destroyed when strip is let at it", {
  programs: ["strip"],
  files: [binaryPath(Deno.build.arch)],
}, async () => {
  await using directory = await tempDirectory();
  const program = join(directory.path, "program");
  await Deno.copyFile(binaryPath(Deno.build.arch), program);
  await run([program, "--version"]);
  await run(["strip", program]);
  const survived = await run([program, "--version"]).then(() => true, () => false);
  strictEqual(survived, false);
});

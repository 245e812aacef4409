import { ok, strictEqual } from "node:assert/strict";
import { basename, join } from "node:path";
import { binaryPath } from "../../../tools/build/binary.ts";
import { ROOT } from "../../../tools/shared/layout.ts";
import { makeNotices } from "../../../tools/package/notices.ts";
import { PACKAGE, projectVersion } from "../../../tools/shared/project.ts";
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

packagingTest("the rpms name the source package beside them, and no other, as theirs", {
  programs: ["rpm"],
  files: [packages.rpm, packages.launcherRpm, packages.sourceRpm],
}, async () => {
  const query = (format: string, path: string) => run(["rpm", "-qp", "--qf", format, path]);
  const digest = await query("%{SIGMD5}", packages.sourceRpm);
  for (const path of [packages.rpm, packages.launcherRpm]) {
    strictEqual(await query("%{SOURCERPM}", path), basename(packages.sourceRpm));
    // rpmbuild records the digest of a source package only if it has made that in the same run.
    ok(["(none)", digest].includes(await query("%{SOURCEPKGID}", path)));
  }
});

packagingTest("the unpacked archive builds the same packages when there is no network", {
  root: true,
  programs: ["rpmbuild", "dh", "unshare"],
  files: [packages.rpm, packages.deb, packages.archive],
}, async () => {
  await using directory = await tempDirectory();
  await run(["tar", "-C", directory.path, "--touch", "-xf", packages.archive]);
  const sources = join(directory.path, `${PACKAGE}-${projectVersion()}`);
  const task = async (kind: string, path: string) => {
    await run(["unshare", "--net", Deno.execPath(), "task", kind], {
      cwd: sources,
      env: { HOME: directory.path },
    });
    return path.replace(ROOT, sources);
  };
  strictEqual(await sha256(await task("deb", packages.deb)), await sha256(packages.deb));
  strictEqual(
    await sha256(packages.archive.replace(ROOT, sources)),
    await sha256(packages.archive),
  );
  // The directory in which an rpm was built shows in it, but not in its files.
  const digests = (path: string) =>
    run(["rpm", "-qp", "--qf", "[%{FILENAMES} %{FILEDIGESTS}\n]", path]);
  strictEqual(await digests(await task("rpm", packages.rpm)), await digests(packages.rpm));
});

for (const kind of ["rpm", "deb"] as const) {
  packagingTest(`the ${kind} has the notices of what it bundles`, {
    programs: kind === "rpm" ? ["rpm2cpio", "cpio"] : ["dpkg-deb"],
    files: [packages[kind]],
  }, async () => {
    await using directory = await tempDirectory();
    const unpack = kind === "rpm" ? 'rpm2cpio "$1" | cpio --quiet -idm' : 'dpkg-deb -x "$1" .';
    await run(["sh", "-c", unpack, "sh", packages[kind]], { cwd: directory.path });
    const find = 'find . -name "THIRD-PARTY-NOTICES*" -exec zcat -f {} +';
    const notices = await run(["sh", "-c", find], { cwd: directory.path });
    strictEqual(notices, await makeNotices());
  });
}

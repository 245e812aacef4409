import { ok, strictEqual } from "node:assert/strict";
import { basename, join } from "node:path";
import { packagingTest } from "../support/needs.ts";
import { packages } from "../support/packages.ts";
import { run } from "../support/run.ts";
import { asUser } from "../support/user.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { binaryPath } from "../../../tools/build.ts";
import { makeNotices } from "../../../tools/package/notices.ts";
import { partsDirectory } from "../../../tools/package/parts.ts";
import { fileHash } from "../../../tools/shared/files.ts";
import { MODULE, PACKAGE, projectVersion } from "../../../tools/shared/project.ts";

/** How packages are unpacked, and which paths differ. */
const KINDS = {
  rpm: {
    programs: ["rpm2cpio", "cpio"],
    unpack: 'rpm2cpio "$0" | cpio --quiet -idm',
    program: `lib/${PACKAGE}/${MODULE}`,
    zsh: "share/zsh/site-functions",
  },
  deb: {
    programs: ["dpkg-deb"],
    unpack: 'dpkg-deb -x "$0" .',
    program: `lib/osbuild/inputs/${MODULE}`,
    zsh: "share/zsh/vendor-completions",
  },
} as const;

for (const kind of ["rpm", "deb"] as const) {
  const { programs, unpack, program, zsh } = KINDS[kind];
  packagingTest(`the ${kind} has the released program, its notices, manual and completions`, {
    programs,
    files: [packages[kind]],
  }, async () => {
    await using directory = await tempDirectory();
    await run(["sh", "-c", unpack, packages[kind]], { cwd: directory.path });
    const read = (path: string) =>
      run(["sh", "-c", 'find . -path "./usr/$0*" -exec zcat -f {} +', path], {
        cwd: directory.path,
      });
    strictEqual(
      await fileHash(join(directory.path, "usr", program)),
      await fileHash(binaryPath(Deno.build.arch)),
    );
    strictEqual(await read("share/*/THIRD-PARTY-NOTICES"), await makeNotices());
    const parts = partsDirectory(Deno.build.arch);
    for (
      const path of [
        `share/man/man8/${PACKAGE}.8`,
        `${zsh}/_${PACKAGE}`,
        `share/fish/vendor_completions.d/${PACKAGE}.fish`,
      ]
    ) strictEqual(await read(path), await Deno.readTextFile(join(parts, basename(path))));
    strictEqual(
      await read(`share/bash-completion/completions/${PACKAGE}`),
      await Deno.readTextFile(join(parts, `${PACKAGE}.bash`)),
    );
  });
}

packagingTest("the rpms name the source package beside them, and no other, as theirs", {
  programs: ["rpm"],
  files: [packages.rpm, packages.launcherRpm, packages.sourceRpm],
}, async () => {
  const query = (format: string, path: string) => run(["rpm", "-qp", "--qf", format, path]);
  const digest = await query("%{SIGMD5}", packages.sourceRpm);
  for (const path of [packages.rpm, packages.launcherRpm]) {
    strictEqual(await query("%{SOURCERPM}", path), basename(packages.sourceRpm));
    strictEqual(await query("%{COOKIE}", path), await query("%{COOKIE}", packages.sourceRpm));
    // rpmbuild records the digest of a source package only if it has made that in the same run.
    ok(["(none)", digest].includes(await query("%{SOURCEPKGID}", path)));
  }
});

packagingTest("rpmbuild -ta builds the same rpm when an ordinary user calls it without network", {
  root: true,
  programs: ["rpmbuild", "setpriv"],
  files: [packages.rpm, packages.archive],
}, async () => {
  await using directory = await tempDirectory();
  const top = join(directory.path, "build");
  await Deno.mkdir(top);
  await run(["cp", packages.archive, top]);
  await asUser(
    top,
    "rpmbuild",
    "-ta",
    "--nodeps",
    "-D",
    `_topdir ${top}`,
    basename(packages.archive),
  );
  // The directory in which an rpm was built shows in it, but not in its files.
  const digests = (path: string) =>
    run(["rpm", "-qp", "--qf", "[%{FILENAMES} %{FILEDIGESTS}\n]", path]);
  const built = join(top, "RPMS", Deno.build.arch, basename(packages.rpm));
  strictEqual(await digests(built), await digests(packages.rpm));
});

packagingTest(
  "dpkg-buildpackage builds the same deb when an ordinary user calls it without network",
  {
    root: true,
    programs: ["dh", "setpriv"],
    files: [packages.deb, packages.archive],
  },
  async () => {
    await using directory = await tempDirectory();
    const top = join(directory.path, "build");
    await Deno.mkdir(top);
    await run(["tar", "-C", top, "--touch", "-xf", packages.archive]);
    const build = 'cd "$0" && dpkg-buildpackage --build=binary -d --no-sign';
    await asUser(top, "sh", "-ec", build, `${PACKAGE}-${projectVersion()}`);
    strictEqual(await fileHash(join(top, basename(packages.deb))), await fileHash(packages.deb));
  },
);

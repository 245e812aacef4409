import { deepStrictEqual, match } from "node:assert/strict";
import { dirname } from "node:path";
import { packagingTest } from "../support/needs.ts";
import { packages } from "../support/packages.ts";
import { run } from "../support/run.ts";

/** What the checkers say of these packages, and why it stays. */
const EXPLAINED: Readonly<Record<string, string>> = {
  // rpmlint
  "hardcoded-library-path": "osbuild's modules are in /usr/lib everywhere, and so is this",
  "only-non-binary-in-usr-lib": "the same",
  "unversioned-explicit-provides": "the runtime does not show their versions, only their crates'",
  "requires-on-release": "the two packages are made for each other",
  "invalid-url": "not asked from here",
  "no-documentation": "the manual belongs to the main package",
  "no-manual-page-for-binary": "Debian's rpm does not compress pages, and rpmlint looks for others",
  "manpage-not-compressed": "the same",
  "invalid-license": "Debian's rpmlint does not know SPDX's names",
  "invalid-license-exception": "the same",
  "no-packager-tag": "Debian's rpmlint wants tags that are long gone",
  "no-group-tag": "the same",
  "no-buildroot-tag": "the same",
  "no-signature": "signing is up to whoever publishes",
  // lintian
  "embedded-library": "Deno brings its own copy of what it is made of",
  "source-is-missing": "the runtime and esbuild come compiled; modules with long lines are sources",
  "binary-has-unneeded-section": "the runtime goes into the program unchanged",
  "spelling-error-in-binary": "the same",
  "custom-compression-in-debian-rules": "smaller, and dpkg of every release reads it",
  "no-debian-changes": "the archive has debian/ already, filled in",
  "initial-upload-closes-no-bugs": "not uploaded to Debian, which has no Deno",
  "debian-watch-file-is-missing": "the same",
  "bogus-mail-host": "a local build, without MAINTAINER; a release is refused without",
  "bogus-mail-host-in-debian-changelog": "the same",
  "root-in-contact": "the same",
};

packagingTest("rpmlint has nothing to say but what is explained", {
  programs: ["rpmlint"],
  files: [packages.rpm, packages.launcherRpm, packages.sourceRpm],
}, async () => {
  const lint = 'rpmlint "$@" 2>&1 || true';
  const rpms = [packages.rpm, packages.launcherRpm, packages.sourceRpm];
  const said = await run(["sh", "-c", lint, "sh", ...rpms]);
  match(said, / 3 packages and /);
  deepStrictEqual(unexplained(said), []);
});

packagingTest("lintian has nothing to say but what is explained", {
  programs: ["lintian"],
  files: [packages.deb],
}, async () => {
  const lint = 'lintian --allow-root --no-override "--display-level=>=info" "$1" 2>&1 || true';
  const changes = packages.deb.replace(/\.deb$/, ".changes");
  const said = await run(["sh", "-c", lint, "sh", changes], { cwd: dirname(changes) });
  match(said, /^[EWI]: /m);
  deepStrictEqual(unexplained(said), []);
});

/** Lines of a checker whose tag is not in the table. */
function unexplained(said: string): string[] {
  return said.split("\n").filter((line) => {
    const tag = /: [EWI]: ([\w-]+)/.exec(line)?.[1] ?? /^[EWI]: [^:]+: ([\w-]+)/.exec(line)?.[1];
    return tag !== undefined && !EXPLAINED[tag];
  });
}

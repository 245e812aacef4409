import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import { run } from "../support/packaging.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { packageChangelog, readChangelog, releaseNotes } from "../../../tools/package/changelog.ts";
import { requirePrograms } from "../../../tools/package/packages.ts";
import { checkPublisher, fillRecipe, writeRecipes } from "../../../tools/package/recipe.ts";
import { DENO_VERSION } from "../../../tools/pins.ts";
import {
  MODULE,
  MODULES,
  PACKAGE,
  PRIVATE_DIRECTORY,
  projectVersion,
  ROOT,
} from "../../../tools/shared/project.ts";
import { filesBelow } from "../../../tools/shared/files.ts";

const PACKAGING = join(ROOT, "packaging");
const read = (...path: string[]) => Deno.readTextFileSync(join(PACKAGING, ...path));

/** Runs a function with other values of environment variables. */
async function withVariables<T>(
  variables: Readonly<Record<string, string>>,
  work: () => T | Promise<T>,
): Promise<T> {
  const before = Object.keys(variables).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}

Deno.test("writeRecipes() fills in version, Deno, publisher and changelog when an archive is made", async () => {
  await using directory = await tempDirectory();
  await withVariables(
    { MAINTAINER: "A Person <person@host.test>", REPOSITORY: "https://host.test/x" },
    () => writeRecipes(directory.path),
  );
  const written = (path: string) => Deno.readTextFileSync(join(directory.path, path));
  const spec = written(`${PACKAGE}.spec`);
  const version = projectVersion();
  match(spec, new RegExp(`^BuildRequires: +deno = ${DENO_VERSION}$`, "m"));
  match(spec, new RegExp(`^Provides: +bundled\\(deno\\) = ${DENO_VERSION}$`, "m"));
  match(spec, /^Provides: +bundled\(nghttp2\) = 1\.\d/m);
  match(spec, new RegExp(`^\\* \\w{3} \\w{3} \\d\\d \\d{4} A Person <.*> - ${version}-1$`, "m"));
  match(written("debian/control"), /^Maintainer: A Person <person@host\.test>$/m);
  match(written("debian/control"), /^Homepage: https:\/\/host\.test\/x$/m);
  match(written("debian/changelog"), new RegExp(`^${PACKAGE} \\(${version}-1\\) .*\n\n  \\* `));
  strictEqual(Deno.statSync(join(directory.path, "debian", "rules")).mode! & 0o111, 0o111);
  for (const path of filesBelow(directory.path)) ok(!/@[A-Z_]+@/.test(Deno.readTextFileSync(path)));
});

Deno.test("no comment of the spec is inside of a scriptlet, which would have it", () => {
  const [, ...sections] = read("rpm", `${PACKAGE}.spec.in`).split(/^%(?=[a-z]+(?: |$))/m);
  for (const section of sections.filter((it) => /^(trigger|post|pre)/.test(it))) {
    ok(!/^#/m.test(section), section);
  }
});

const CHANGELOG = `# Changelog

## [Unreleased]

## [0.2.0] - 2026-12-01

### Fixed

- One thing that takes many words, so that its line must be broken somewhere: 100 %, they say,
  as there is so much.
- Another.

## [0.1.0] - 2026-11-23

- First version.
`;

Deno.test("packageChangelog() has every version and change when it is written for rpm and deb", async () => {
  const sections = readChangelog(CHANGELOG);
  const [rpm, deb] = await Promise.all(
    (["rpm", "deb"] as const).map((kind) => packageChangelog(kind, "A <a@b>", sections)),
  );
  match(
    rpm!,
    /^\* Tue Dec 01 2026 A <a@b> - 0\.2\.0-1\n- One thing .* broken somewhere:\n {2}100 %%,/,
  );
  match(rpm!, /\n- Another\.\n\n\* Mon Nov 23 2026 A <a@b> - 0\.1\.0-1\n- First version\.$/);
  match(deb!, /^\S+ \(0\.2\.0-1\) unstable; urgency=medium\n\n {2}\* One thing .*\n {4}/);
  match(deb!, /\n\n -- A <a@b> {2}Tue, 01 Dec 2026 00:00:00 \+0000\n\n\S+ \(0\.1\.0-1\)/);
});

Deno.test("releaseNotes() throws while something is unreleased, or the version has no section", () => {
  const sections = readChangelog(CHANGELOG);
  match(releaseNotes(sections, "0.2.0"), /^### Fixed\n\n- One thing [^]*- Another\.$/);
  throws(() => releaseNotes(sections, "0.3.0"), /no section \[0\.3\.0\]/);
  const more = readChangelog(CHANGELOG.replace("[Unreleased]\n", "[Unreleased]\n\n- More.\n"));
  throws(() => releaseNotes(more, "0.2.0"), /changes under \[Unreleased\]/);
});

Deno.test("fillRecipe() throws when a recipe has an unknown placeholder", async () => {
  await rejects(() => fillRecipe("@UNKNOWN@"), /@UNKNOWN@ is unknown/);
});

Deno.test("checkPublisher() refuses a release when the publisher is missing or malformed", async () => {
  const good = { MAINTAINER: "A <a@b>", REPOSITORY: "https://b/c" };
  await withVariables(good, checkPublisher);
  for (const bad of [{ MAINTAINER: "" }, { MAINTAINER: "a@b" }, { REPOSITORY: "b/c" }]) {
    await rejects(
      () => withVariables({ ...good, ...bad }, checkPublisher),
      new RegExp(`set ${Object.keys(bad)[0]}, such as`),
    );
  }
});

Deno.test("requirePrograms() names what is missing when PATH has a directory that can't be entered", async () => {
  requirePrograms("tar");
  // Not even root enters a file.
  await withVariables({ PATH: "/etc/passwd:/nonexistent" }, () => {
    throws(() => requirePrograms("rpmbuild", "dh"), /not installed: rpmbuild, dh$/);
  });
});

Deno.test("no file but tools/pins.ts names the version of Deno, except in commands for people", async () => {
  // Lists of licences and digests may have any version.
  const elsewhere = ["tools/pins.ts", "packaging/licences/crates.tsv", "deno.lock"];
  const git = ["git", "-c", `safe.directory=${ROOT}`, "grep", "-h", "-o", "-E"];
  const others = elsewhere.map((path) => `:!${path}`);
  const options = { cwd: ROOT };
  const commands = (await run([...git, "\\bdeno@[0-9][0-9.]+[0-9]", "--", ":/"], options)).trim();
  deepStrictEqual(new Set(commands.split("\n")), new Set([`deno@${DENO_VERSION}`]));
  const places = `(^|[^@0-9.])${DENO_VERSION.replaceAll(".", "\\.")}`;
  deepStrictEqual(await run([...git, places, "--", ":/", ...others], options).catch(() => ""), "");
});

Deno.test("the recipe for nixpkgs replaces the paths of mount(8) and libc, and their permissions", async () => {
  await using directory = await tempDirectory();
  const paths = ["deno.json", "lib/linux/libc.ts", "lib/mounts/program.ts"];
  await run(["cp", "--parents", "-t", directory.path, ...paths], { cwd: ROOT });
  const script = /postPatch = ''\n([^]*?)\n {2}'';/.exec(read("nix", "package.nix"))![1]!;
  const filled = script.replace(/\$\{([\w-]+)\}/g, "/nix/$1");
  await run(["sh", "-euc", filled], { cwd: directory.path });
  const [config, libc, program] = paths.map((path) =>
    Deno.readTextFileSync(join(directory.path, path))
  ) as [string, string, string];
  const { run: programs, ffi } = JSON.parse(config).permissions.service;
  ok(programs.includes("/nix/util-linux/bin/mount"));
  ok(programs.includes("/nix/util-linux/bin/umount"));
  ok(program.includes('PROGRAM_DIRECTORIES = ["/nix/util-linux/bin", '));
  ok(ffi.includes("/nix/glibc/lib/libc.so.6"));
  strictEqual(libc.match(/"\/nix\/glibc\/lib\/libc\.so\.6"/g)?.length, 2);
});

Deno.test("recipes, scripts and tools agree where the program is", () => {
  ok(read("rpm", `${PACKAGE}.spec.in`).includes(`Name:           ${PACKAGE}\n`));
  ok(read("divert").includes(`package=${PRIVATE_DIRECTORY}\n`));
  ok(read("debian", "preinst").includes(`original=${PRIVATE_DIRECTORY}/original\n`));
  strictEqual(MODULES[0]!.name, MODULE);
  for (const { schema } of MODULES) ok(JSON.parse(Deno.readTextFileSync(schema)).schema);
});

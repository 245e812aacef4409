import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import { run } from "../support/run.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { programLicence } from "../../../tools/package/licences.ts";
import { requirePrograms } from "../../../tools/package/packager.ts";
import { checkPublisher, fillRecipe } from "../../../tools/package/recipe.ts";
import { DENO_VERSION } from "../../../tools/pins.ts";
import {
  MODULE,
  MODULES,
  PACKAGE,
  PRIVATE_DIRECTORY,
  ROOT,
} from "../../../tools/shared/project.ts";
import { copyFile } from "../../../tools/vendor/sources.ts";

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

Deno.test("fillRecipe() fills in version, licence and publisher when recipes are built", async () => {
  const MAINTAINER = "A Person <person@host.test>";
  const filled = await withVariables(
    { MAINTAINER, REPOSITORY: "https://host.test/x" },
    () => Promise.all([read("rpm", `${PACKAGE}.spec`), read("debian", "control")].map(fillRecipe)),
  );
  const [spec, control] = filled as [string, string];
  ok(!/@[A-Z_]+@/.test(spec + control));
  match(spec, new RegExp(`^BuildRequires: +deno = ${DENO_VERSION}$`, "m"));
  match(spec, new RegExp(`^Provides: +bundled\\(deno\\) = ${DENO_VERSION}$`, "m"));
  match(spec, /^Provides: +bundled\(crate\(tokio\)\) = \d/m);
  match(spec, /^\* \w{3} \w{3} \d\d \d{4} A Person <person@host\.test> - \d/m);
  strictEqual(/^License: +(.*)$/m.exec(spec)![1], programLicence());
  match(control, /^Maintainer: A Person <person@host\.test>$/m);
  match(control, /^Homepage: https:\/\/host\.test\/x$/m);
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

Deno.test("requirePrograms() names the package to install when a program is missing", async () => {
  requirePrograms("tar");
  await withVariables({ PATH: "/nonexistent" }, () => {
    throws(
      () => requirePrograms("rpmbuild", "dh"),
      /rpmbuild: install rpm .*\n {2}dh: install debhelper$/,
    );
  });
});

Deno.test("no file but tools/pins.ts names the version of Deno, except in commands for people", async () => {
  const forPeople = ["README.md", "CONTRIBUTING.md", ".github/CONTRIBUTING.md", ".ci/run"];
  // Whatever quotes licences or lists crates may have any version.
  const elsewhere = ["tools/pins.ts", "packaging/licences/crates.tsv", "deno.lock"];
  const git = ["git", "-c", `safe.directory=${ROOT}`, "grep", "-l", "-F", DENO_VERSION];
  const found = (await run(git, { cwd: ROOT })).trim().split("\n");
  deepStrictEqual(found.filter((it) => ![...forPeople, ...elsewhere].includes(it)), []);
  for (const path of forPeople) {
    const text = found.includes(path) ? Deno.readTextFileSync(join(ROOT, path)) : "";
    for (const [, version] of text.matchAll(/\bdeno@(\d[\d.]+\d)/g)) {
      strictEqual(version, DENO_VERSION);
    }
  }
});

Deno.test("the recipe for nixpkgs replaces the paths of mount(8) and libc, and their permissions", async () => {
  await using directory = await tempDirectory();
  const paths = ["deno.json", "lib/linux/libc.ts", "lib/mounts/program.ts"];
  for (const path of paths) await copyFile(join(ROOT, path), join(directory.path, path));
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
  ok(read("rpm", `${PACKAGE}.spec`).includes(`Name:           ${PACKAGE}\n`));
  ok(read("divert").includes(`package=${PRIVATE_DIRECTORY}\n`));
  ok(read("debian", "preinst").includes(`original=${PRIVATE_DIRECTORY}/original\n`));
  strictEqual(MODULES[0]!.name, MODULE);
  for (const { schema } of MODULES) ok(JSON.parse(Deno.readTextFileSync(schema)).schema);
});

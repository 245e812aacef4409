import { join } from "node:path";
import { packages, run } from "./packaging.ts";
import { fillRecipe, SPEC } from "../../../tools/package/recipe.ts";
import { MODULES, PACKAGE, ROOT } from "../../../tools/shared/project.ts";

/** What a package is to look like from outside. */
export interface StandIn {
  /** Name of the package. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
  /** Directory with its files, as they are below `/`. */
  readonly files: string;
  /** Tags of an rpm. */
  readonly tags?: string;
  /** Scripts of an rpm. */
  readonly scriptlets?: string;
}

/** Lays out what a package of osbuild has at the paths of our modules: nothing that works. */
export async function tinyOsbuild(directory: string, version: number): Promise<StandIn> {
  const files = join(directory, `osbuild-${version}`);
  const inputs = join(files, "usr", "lib", "osbuild", "inputs");
  await Deno.mkdir(inputs, { recursive: true });
  for (const { name } of MODULES.slice(0, version >= 109 ? 2 : 1)) {
    const module = join(inputs, name);
    await Deno.writeTextFile(module, `original ${version}\n`, { mode: 0o755 });
    if (version >= 188) await Deno.writeTextFile(`${module}.meta.json`, `sidecar ${version}\n`);
  }
  return { name: "osbuild", version: String(version), files };
}

/** Makes a Debian package. */
export async function standInDeb(
  directory: string,
  { name, version, files }: StandIn,
): Promise<string> {
  const control = `Package: ${name}
Version: ${version}
Architecture: all
Maintainer: Nobody <nobody@localhost>
Description: Stand-in
`;
  await Deno.mkdir(join(files, "DEBIAN"), { recursive: true });
  await Deno.writeTextFile(join(files, "DEBIAN", "control"), control);
  return await packDeb(files, join(directory, `${name}-${version}.deb`));
}

/** Makes this project's Debian package again, as another version. */
export async function repackedDeb(directory: string, version: string): Promise<string> {
  const files = join(directory, "ours");
  const control = join(files, "DEBIAN", "control");
  await run(["dpkg-deb", "-R", packages.deb, files]);
  const text = await Deno.readTextFile(control);
  await Deno.writeTextFile(control, text.replace(/^Version: .*$/m, `Version: ${version}`));
  const path = await packDeb(files, `${files}.deb`);
  await Deno.remove(files, { recursive: true });
  return path;
}

async function packDeb(files: string, path: string): Promise<string> {
  await run(["dpkg-deb", "-Znone", "--root-owner-group", "--build", files, path]);
  return path;
}

/** Makes a package for pacman. */
export async function standInArch(
  directory: string,
  { name, version, files }: StandIn,
): Promise<string> {
  const fields = { pkgname: name, pkgver: `${version}-1`, arch: "any", size: "1" };
  const lines = Object.entries(fields).map(([name, value]) => `${name} = ${value}\n`);
  await Deno.writeTextFile(join(files, ".PKGINFO"), lines.join(""));
  const path = join(directory, `${name}-${version}-1-any.pkg.tar`);
  await run(["bsdtar", "-C", files, "-cf", path, ".PKGINFO", "usr"]);
  return path;
}

/** Makes an RPM package. */
export async function standInRpm(
  directory: string,
  { name, version, files, tags = "", scriptlets = "" }: StandIn,
): Promise<string> {
  const spec = `%global __os_install_post %{nil}
Name: ${name}
Version: ${version}
Release: 1
Summary: Stand-in
License: Apache-2.0
BuildArch: noarch
AutoReqProv: no
${tags}
%description
Stand-in.
%install
cp -a ${files}/. %{buildroot}
(cd %{buildroot} && find . ! -type d | sed 's/^.//') > files.list
${scriptlets}
%files -f files.list
`;
  return await buildRpm(directory, `${name}-${version}`, spec);
}

/** Makes a package that provides what this project's packages require of a system. */
export async function systemRpm(directory: string): Promise<string> {
  const files = join(directory, "system");
  await Deno.mkdir(files);
  await Deno.writeTextFile(join(files, "stand-in"), "");
  const tags = "Provides: coreutils util-linux python3 /bin/sh /usr/bin/sh /usr/bin/python3";
  return await standInRpm(directory, { name: "system", version: "1", files, tags });
}

/** What the recipe builds when `deno` is a stand-in: the program is a script. */
const STAND_IN_FOR_DENO = `#!/bin/sh -e
mkdir -p dist/parts/$(uname -m)/launcher
cp -p packaging/divert dist/parts/*
cd dist/parts/*
printf '#!/bin/sh\\necho ours\\n' > org.osbuild.containers
chmod 755 org.osbuild.containers
ln -s org.osbuild.containers org.osbuild.containers-storage
for module in org.osbuild.*; do
  echo ours > $module.meta.json
  cp -p org.osbuild.containers launcher/$module
done
for file in .8 .bash .fish; do echo ours > osbuild-input-containers$file; done
echo ours > _osbuild-input-containers
echo ours > THIRD-PARTY-NOTICES
`;

/**
 * Builds this project's RPM packages by their recipe, but with a script in place of the program.
 *
 * @param install what is done besides when files are installed
 */
export async function ourRpm(directory: string, version: string, install = ""): Promise<string> {
  const name = `${PACKAGE}-${version}`;
  const sources = join(directory, name);
  await Deno.mkdir(join(sources, "packaging"), { recursive: true });
  for (const path of ["LICENSE", "packaging/divert"]) {
    await Deno.copyFile(join(ROOT, path), join(sources, path));
  }
  await run(["tar", "-C", directory, "-cJf", `${sources}-offline.tar.xz`, name]);
  const programs = join(directory, "bin");
  await Deno.mkdir(programs, { recursive: true });
  await Deno.writeTextFile(join(programs, "deno"), STAND_IN_FOR_DENO, { mode: 0o755 });
  const spec = (await fillRecipe(await Deno.readTextFile(SPEC)))
    .replace(/^Version:.*$/m, `Version: ${version}`)
    .replace("%check\n", `${install}\n%check\n`);
  return await buildRpm(directory, name, spec, { PATH: `${programs}:${Deno.env.get("PATH")}` });
}

async function buildRpm(
  directory: string,
  name: string,
  recipe: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const spec = join(directory, `${name}.spec`);
  await Deno.writeTextFile(spec, recipe);
  const macros = {
    _topdir: join(directory, "rpmbuild"),
    _rpmdir: directory,
    _sourcedir: directory,
    _build_name_fmt: "%%{NAME}-%%{VERSION}.rpm",
  };
  const defines = Object.entries(macros).flatMap(([name, value]) => ["-D", `${name} ${value}`]);
  await run(["rpmbuild", "--quiet", "--nodeps", "-bb", ...defines, spec], { env });
  return join(directory, `${name}.rpm`);
}

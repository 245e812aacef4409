import { join } from "node:path";
import { packages } from "./packages.ts";
import { run } from "./run.ts";
import { fillRecipe, SPEC } from "../../../tools/package/recipe.ts";
import { MODULES, ROOT } from "../../../tools/shared/project.ts";

const INPUTS = "usr/lib/osbuild/inputs";

/** What a package is to look like from outside. */
export interface StandIn {
  /** osbuild's version. */
  readonly version: string;
  /** Directory with the files, as they are below `/`. */
  readonly files: string;
}

/** Lays out what a package of osbuild has at the paths of our modules: nothing that works. */
export async function tinyOsbuild(directory: string, version: string): Promise<StandIn> {
  const files = join(directory, `osbuild-${version}`);
  await Deno.mkdir(join(files, INPUTS), { recursive: true });
  for (const { name } of MODULES.slice(0, Number(version) >= 109 ? 2 : 1)) {
    const module = join(files, INPUTS, name);
    await Deno.writeTextFile(module, `original ${version}\n`, { mode: 0o755 });
    if (Number(version) >= 188) {
      await Deno.writeTextFile(`${module}.meta.json`, `sidecar ${version}\n`);
    }
  }
  return { version, files };
}

/** Makes a Debian package of osbuild. */
export async function osbuildDeb(
  directory: string,
  { version, files }: StandIn,
  name = "osbuild",
): Promise<string> {
  const control = `Package: ${name}
Version: ${version}
Architecture: all
Maintainer: Nobody <nobody@localhost>
Description: Stand-in for osbuild
`;
  await Deno.mkdir(join(files, "DEBIAN"));
  await Deno.writeTextFile(join(files, "DEBIAN", "control"), control);
  const path = join(directory, `${name}-${version}.deb`);
  await run(["dpkg-deb", "-Znone", "--root-owner-group", "--build", files, path]);
  await Deno.remove(join(files, "DEBIAN"), { recursive: true });
  return path;
}

/** Makes a package of osbuild for pacman. */
export async function osbuildArch(
  directory: string,
  { version, files }: StandIn,
): Promise<string> {
  const fields = { pkgname: "osbuild", pkgver: `${version}-1`, arch: "any", size: "1" };
  const lines = Object.entries(fields).map(([name, value]) => `${name} = ${value}\n`);
  await Deno.writeTextFile(join(files, ".PKGINFO"), lines.join(""));
  const path = join(directory, `osbuild-${version}-1-any.pkg.tar`);
  await run(["bsdtar", "-C", files, "-cf", path, ".PKGINFO", "usr"]);
  return path;
}

/** Makes this project's Debian package again, as another version. */
export async function repackedDeb(directory: string, version: string): Promise<string> {
  const path = join(directory, "ours");
  const control = join(path, "DEBIAN", "control");
  await run(["dpkg-deb", "-R", packages.deb, path]);
  const text = await Deno.readTextFile(control);
  await Deno.writeTextFile(control, text.replace(/^Version: .*$/m, `Version: ${version}`));
  await run(["dpkg-deb", "-Znone", "--root-owner-group", "--build", path, `${path}.deb`]);
  await Deno.remove(path, { recursive: true });
  return `${path}.deb`;
}

/** Makes an RPM package of osbuild. */
export async function osbuildRpm(
  directory: string,
  { version, files }: StandIn,
  scriptlets = "",
): Promise<string> {
  return await standInRpm(
    directory,
    "osbuild",
    version,
    `%install
cp -a ${files}/. %{buildroot}
(cd %{buildroot} && find . ! -type d | sed 's/^.//') > files.list
${scriptlets}
%files -f files.list
`,
  );
}

/** Makes a package that provides what this project's packages require of a system. */
export async function systemRpm(directory: string): Promise<string> {
  const provides = "Provides: coreutils util-linux python3 /bin/sh /usr/bin/sh /usr/bin/python3\n";
  return await standInRpm(directory, "system", "1", "%files\n", provides);
}

async function standInRpm(
  directory: string,
  name: string,
  version: string,
  sections: string,
  tags = "",
): Promise<string> {
  const spec = join(directory, `${name}-${version}.spec`);
  await Deno.writeTextFile(
    spec,
    `%global __os_install_post %{nil}
Name: ${name}
Version: ${version}
Release: 1
Summary: Stand-in
License: Apache-2.0
BuildArch: noarch
AutoReqProv: no
${tags}%description
Stand-in.
${sections}`,
  );
  return await buildRpms(directory, spec, `${name}-${version}.rpm`);
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
 */
export async function ourRpm(directory: string, version: string, install = ""): Promise<string> {
  const name = `osbuild-input-containers-${version}`;
  const sources = join(directory, name);
  const packaging = join(sources, "packaging");
  await Deno.mkdir(packaging, { recursive: true });
  await Deno.copyFile(join(ROOT, "packaging", "divert"), join(packaging, "divert"));
  await Deno.copyFile(join(ROOT, "LICENSE"), join(sources, "LICENSE"));
  const archive = join(directory, `${name}-offline.tar.xz`);
  await run(["tar", "-C", directory, "-cJf", archive, name]);
  const programs = join(directory, "bin");
  await Deno.mkdir(programs, { recursive: true });
  await Deno.writeTextFile(join(programs, "deno"), STAND_IN_FOR_DENO, { mode: 0o755 });
  const filled = await fillRecipe(await Deno.readTextFile(SPEC));
  const spec = join(directory, `${name}.spec`);
  await Deno.writeTextFile(
    spec,
    filled.replace(/^Version:.*$/m, `Version: ${version}`)
      .replace("%check\n", `${install}\n%check\n`),
  );
  const PATH = `${programs}:${Deno.env.get("PATH")}`;
  return await buildRpms(directory, spec, `${name}.rpm`, { PATH });
}

async function buildRpms(
  directory: string,
  spec: string,
  result: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const macros = {
    _topdir: join(directory, "rpmbuild"),
    _rpmdir: directory,
    _sourcedir: directory,
    _build_name_fmt: "%%{NAME}-%%{VERSION}.rpm",
  };
  const defines = Object.entries(macros).flatMap(([name, value]) => ["-D", `${name} ${value}`]);
  await run(["rpmbuild", "--quiet", "--nodeps", "-bb", ...defines, spec], { env });
  return join(directory, result);
}

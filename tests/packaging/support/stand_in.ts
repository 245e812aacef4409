import { dirname, join } from "node:path";
import { packages, run } from "./packaging.ts";
import { partsDirectory } from "../../../tools/package/parts.ts";
import { fillRecipe, SPEC } from "../../../tools/package/recipe.ts";
import { HOST, MODULE, MODULES, PACKAGE } from "../../../tools/shared/project.ts";

/** What a package is to look like from outside. */
export interface StandIn {
  readonly name: string;
  readonly version: string;
  /** Directory with its files, as they are below `/`. */
  readonly files: string;
  /** More of an rpm: tags, and sections with scripts. */
  readonly tags?: string;
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
  const path = join(directory, `${name}-${version}.deb`);
  await run(["dpkg-deb", "-Znone", "--root-owner-group", "--build", files, path]);
  return path;
}

/** Makes this project's Debian package again, as another version. */
export async function repackedDeb(directory: string, version: string): Promise<string> {
  const repack = `cd "$0"
    dpkg-deb -R "$1" ours
    sed -i "s/^Version: .*/Version: $2/" ours/DEBIAN/control
    dpkg-deb -Znone --root-owner-group --build ours
    rm -r ours`;
  await run(["sh", "-ec", repack, directory, packages.deb, version]);
  return join(directory, "ours.deb");
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

/** In place of `deno`: "builds" the parts that there are, with a script in place of the program. */
const DENO = `#!/bin/sh -e
mkdir -p dist/parts
cp -a ${partsDirectory(HOST)} dist/parts
printf '#!/bin/sh\\necho ours\\n' > dist/parts/${HOST}/${MODULE}
`;

/**
 * Builds this project's RPM packages by their recipe, but with a small program.
 *
 * @param install what is done besides when files are installed
 */
export async function ourRpm(directory: string, version: string, install = ""): Promise<string> {
  const name = `${PACKAGE}-${version}`;
  for (const [path, text] of [[`${name}/LICENSE`, ""], ["bin/deno", DENO]] as const) {
    await Deno.mkdir(join(directory, dirname(path)), { recursive: true });
    await Deno.writeTextFile(join(directory, path), text, { mode: 0o755 });
  }
  await run(["tar", "-C", directory, "-cJf", join(directory, `${name}-offline.tar.xz`), name]);
  const spec = (await fillRecipe(await Deno.readTextFile(SPEC)))
    .replace(/^Version:.*$/m, `Version: ${version}`)
    .replace("%check\n", `${install}\n%check\n`);
  const PATH = `${join(directory, "bin")}:${Deno.env.get("PATH")}`;
  return await buildRpm(directory, name, spec, { PATH });
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

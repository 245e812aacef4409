import { join } from "node:path";
import { run } from "./run.ts";

const INPUTS = "usr/lib/osbuild/inputs";

/** What a package is to look like from outside. */
export interface StandIn {
  /** osbuild's version. */
  readonly version: string;
  /** Directory with the files, as they are below `/`. */
  readonly files: string;
}

/**
 * Lays out what a package of osbuild has at the module's path: nothing that works, but its own.
 *
 * @param directory an empty directory
 * @param version osbuild's version; from 188 on, there is a sidecar
 * @returns the package to be made
 */
export async function tinyOsbuild(directory: string, version: string): Promise<StandIn> {
  const files = join(directory, `osbuild-${version}`);
  await Deno.mkdir(join(files, INPUTS), { recursive: true });
  const module = join(files, INPUTS, "org.osbuild.containers");
  await Deno.writeTextFile(module, `original ${version}\n`, { mode: 0o755 });
  if (Number(version) >= 188) {
    await Deno.writeTextFile(`${module}.meta.json`, `sidecar ${version}\n`);
  }
  return { version, files };
}

/**
 * Makes a Debian package of osbuild.
 *
 * @param directory where it goes
 * @param standIn what is in it
 * @returns the package
 */
export async function osbuildDeb(directory: string, { version, files }: StandIn): Promise<string> {
  const control = `Package: osbuild
Version: ${version}
Architecture: all
Maintainer: Nobody <nobody@localhost>
Description: Stand-in for osbuild
`;
  await Deno.mkdir(join(files, "DEBIAN"));
  await Deno.writeTextFile(join(files, "DEBIAN", "control"), control);
  const path = join(directory, `osbuild-${version}.deb`);
  await run(["dpkg-deb", "-Znone", "--root-owner-group", "--build", files, path]);
  await Deno.remove(join(files, "DEBIAN"), { recursive: true });
  return path;
}

/**
 * Makes an RPM package of osbuild.
 *
 * @param directory where it goes
 * @param standIn what is in it
 * @returns the package
 */
export async function osbuildRpm(directory: string, { version, files }: StandIn): Promise<string> {
  const spec = join(directory, `osbuild-${version}.spec`);
  await Deno.writeTextFile(
    spec,
    `%global __os_install_post %{nil}
Name: osbuild
Version: ${version}
Release: 1
Summary: Stand-in for osbuild
License: Apache-2.0
BuildArch: noarch
AutoReqProv: no
%description
Stand-in for osbuild.
%install
cp -a ${files}/. %{buildroot}
(cd %{buildroot} && find . ! -type d | sed 's/^.//') > files.list
%files -f files.list
`,
  );
  const macros = { _topdir: join(directory, "rpmbuild"), _rpmdir: directory };
  const defines = Object.entries(macros).flatMap(([name, value]) => ["-D", `${name} ${value}`]);
  const name = "_build_name_fmt %%{NAME}-%%{VERSION}.rpm";
  await run(["rpmbuild", "--quiet", "-bb", ...defines, "-D", name, spec]);
  return join(directory, `osbuild-${version}.rpm`);
}

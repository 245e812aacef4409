import { deepStrictEqual, match } from "node:assert/strict";
import { tempDirectory } from "../../support/temp_directory.ts";
import { DirectoryRoot } from "../support/directory_root.ts";
import { packagingTest } from "../support/obstacle.ts";
import { packages } from "../support/packages.ts";
import { run } from "../support/run.ts";
import { osbuildDeb, tinyOsbuild } from "../support/stand_in.ts";

const NEEDS = { root: true, programs: ["dpkg", "dpkg-deb", "nsenter"], files: [packages.deb] };
const ASIDE = "/usr/lib/osbuild-input-containers";
const MODULE = "/usr/lib/osbuild/inputs/org.osbuild.containers";

/** A root without osbuild, and stand-ins for it. */
async function prepare(...versions: string[]) {
  return await prepareNamed("osbuild", ...versions);
}

/** The same, with another name of their package. */
async function prepareNamed(name: string, ...versions: string[]) {
  const directory = await tempDirectory();
  const root = await DirectoryRoot.make(directory.path);
  const standIns = new Map<string, string>();
  for (const version of versions) {
    const standIn = await tinyOsbuild(directory.path, version);
    standIns.set(version, await osbuildDeb(directory.path, standIn, name));
  }
  return {
    run: root.run.bind(root),
    /** Makes this package again, as another version. */
    ours: async (version: string) => {
      const path = `${directory.path}/ours`;
      const control = `${path}/DEBIAN/control`;
      await run(["dpkg-deb", "-R", packages.deb, path]);
      const text = await Deno.readTextFile(control);
      await Deno.writeTextFile(control, text.replace(/^Version: .*$/m, `Version: ${version}`));
      await run(["dpkg-deb", "-Znone", "--root-owner-group", "--build", path, `${path}.deb`]);
      await Deno.remove(path, { recursive: true });
      return `${path}.deb`;
    },
    dpkg: (...args: string[]) => root.run("dpkg", "--no-triggers", ...args),
    osbuild: (version: string) => standIns.get(version)!,
    /** What the files of the module and its sidecar say at their start; the program says "ELF". */
    state: (place = MODULE) =>
      Promise.all([place, `${place}.meta.json`].map(async (path) => {
        const tell =
          'if [ -e "$1" ]; then if cmp -s -n 4 "$1" /bin/sh; then echo ELF; else head -n 1 "$1"; fi; fi';
        return (await root.run("sh", "-c", tell, "sh", path)).trim();
      })),
    async [Symbol.asyncDispose]() {
      await root[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

packagingTest(
  "the deb runs in osbuild's place, and gives it back when it is removed",
  NEEDS,
  async () => {
    await using root = await prepare("191");
    await root.dpkg("-i", root.osbuild("191"));
    await root.dpkg("-i", packages.deb);
    deepStrictEqual(await root.state(), ["ELF", "{"]);
    deepStrictEqual(await root.state(`${ASIDE}/org.osbuild.containers`), [
      "original 191",
      "sidecar 191",
    ]);
    for (const program of [MODULE, "/usr/bin/osbuild-input-containers"]) {
      match(await root.run(program, "--version"), /^\S+ \d+\.\d+/);
    }
    deepStrictEqual(await root.run("stat", "-c", "%a %U %G", MODULE), "755 root root\n");
    deepStrictEqual(await root.run("stat", "-c", "%a", `${MODULE}.meta.json`), "644\n");
    await root.dpkg("-r", "osbuild-input-containers");
    deepStrictEqual(await root.state(), ["original 191", "sidecar 191"]);
    deepStrictEqual(await root.run("dpkg", "-V", "osbuild"), "");
    deepStrictEqual(await root.run("dpkg-divert", "--list", "osbuild-input-containers"), "");
    await root.run("test", "!", "-e", ASIDE);
  },
);

packagingTest(
  "the deb stays in place when osbuild is updated, and keeps the new original",
  NEEDS,
  async () => {
    await using root = await prepare("150", "188");
    await root.dpkg("-i", root.osbuild("150"));
    await root.dpkg("-i", packages.deb);
    await root.dpkg("-i", root.osbuild("188"));
    deepStrictEqual(await root.state(), ["ELF", "{"]);
    await root.dpkg("-i", packages.deb);
    await root.dpkg("-P", "osbuild-input-containers");
    deepStrictEqual(await root.state(), ["original 188", "sidecar 188"]);
  },
);

packagingTest(
  "the deb's diversions go when it is removed together with osbuild",
  NEEDS,
  async () => {
    await using root = await prepare("188");
    await root.dpkg("-i", root.osbuild("188"), packages.deb);
    await root.dpkg("-P", "osbuild", "osbuild-input-containers");
    deepStrictEqual(await root.state(), ["", ""]);
    deepStrictEqual(await root.run("dpkg-divert", "--list", "osbuild-input-containers"), "");
    await root.run("test", "!", "-e", "/usr/lib/osbuild", "-a", "!", "-e", ASIDE);
  },
);

packagingTest(
  "the deb is refused when osbuild reads descriptions from Python code",
  NEEDS,
  async () => {
    await using root = await prepare("112");
    await root.dpkg("-i", root.osbuild("112"));
    const tell = 'dpkg -i "$1" 2>&1 || true';
    const said = await root.run("sh", "-c", tell, "sh", packages.deb);
    match(said, /breaks osbuild \(<< 113\)/);
  },
);

packagingTest(
  "the deb can be installed, and is a command, when there is no osbuild",
  NEEDS,
  async () => {
    await using root = await prepare("191");
    await root.dpkg("-i", packages.deb);
    match(await root.run("/usr/bin/osbuild-input-containers", "--version"), /\d+\.\d+/);
    await root.dpkg("-i", root.osbuild("191"));
    deepStrictEqual(await root.state(), ["ELF", "{"]);
    await root.dpkg("-r", "osbuild-input-containers");
    deepStrictEqual(await root.state(), ["original 191", "sidecar 191"]);
    deepStrictEqual(await root.run("dpkg", "-V", "osbuild"), "");
  },
);

packagingTest(
  "the deb runs in the place of an osbuild of another package's name when both are updated",
  NEEDS,
  async () => {
    await using root = await prepareNamed("debian-forge", "150", "191");
    await root.dpkg("-i", root.osbuild("150"));
    await root.dpkg("-i", await root.ours("0.0.1"));
    deepStrictEqual(await root.state(), ["ELF", "{"]);
    await root.dpkg("-i", root.osbuild("191"), packages.deb);
    deepStrictEqual(await root.state(), ["ELF", "{"]);
    await root.dpkg("--force-downgrade", "-i", await root.ours("0.0.2"));
    deepStrictEqual(await root.state(), ["ELF", "{"]);
    await root.dpkg("-P", "osbuild-input-containers");
    deepStrictEqual(await root.state(), ["original 191", "sidecar 191"]);
    deepStrictEqual(await root.run("dpkg", "-V", "debian-forge"), "");
  },
);

import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { MODULE, PACKAGE, PRIVATE_DIRECTORY } from "../../../tools/shared/project.ts";
import { packagingTest } from "../support/obstacle.ts";
import { INPUTS, original, OURS, packageRoot } from "../support/package_root.ts";
import { packages } from "../support/packages.ts";
import { run } from "../support/run.ts";
import { osbuildDeb } from "../support/stand_in.ts";

const NEEDS = { root: true, programs: ["dpkg", "dpkg-deb", "nsenter"], files: [packages.deb] };

/** A root without osbuild; its package has a name. */
async function prepare(name = "osbuild") {
  const root = await packageRoot((directory, standIn) => osbuildDeb(directory, standIn, name));
  return {
    ...root,
    dpkg: (...args: string[]) => root.run("dpkg", "--no-triggers", ...args),
    /** Makes this package again, as another version. */
    ours: async (version: string) => {
      const path = `${root.directory}/ours`;
      const control = `${path}/DEBIAN/control`;
      await run(["dpkg-deb", "-R", packages.deb, path]);
      const text = await Deno.readTextFile(control);
      await Deno.writeTextFile(control, text.replace(/^Version: .*$/m, `Version: ${version}`));
      await run(["dpkg-deb", "-Znone", "--root-owner-group", "--build", path, `${path}.deb`]);
      await Deno.remove(path, { recursive: true });
      return `${path}.deb`;
    },
  };
}

packagingTest(
  "the deb replaces osbuild's modules, and restores them when removed",
  NEEDS,
  async () => {
    await using root = await prepare();
    await root.dpkg("-i", await root.osbuild(190));
    await root.dpkg("-i", packages.deb);
    strictEqual(await root.state(), OURS);
    const kept = `${PRIVATE_DIRECTORY}/original/${MODULE}-storage`;
    match(await root.run("cat", kept, `${kept}.meta.json`), /^original 190\nsidecar 190\n/);
    for (const program of [MODULE, `${MODULE}-storage`]) {
      match(await root.run(`${INPUTS}/${program}`, "--version"), /^\S+ \d+\.\d+/);
    }
    deepStrictEqual(
      await root.run(
        "stat",
        "-Lc",
        "%a %U %G",
        ...[MODULE, `${MODULE}.meta.json`, `${MODULE}-storage`]
          .map((it) => `${INPUTS}/${it}`),
      ),
      "755 root root\n644 root root\n755 root root\n",
    );
    await root.dpkg("-r", PACKAGE);
    strictEqual(await root.state(), original(190));
    strictEqual(await root.run("dpkg", "-V", "osbuild"), "");
    strictEqual(await root.run("dpkg-divert", "--list", PACKAGE), "");
    await root.run("test", "!", "-e", PRIVATE_DIRECTORY);
  },
);

packagingTest(
  "the deb stays when osbuild is updated, and keeps the new originals",
  NEEDS,
  async () => {
    await using root = await prepare();
    await root.dpkg("-i", await root.osbuild(150));
    await root.dpkg("-i", packages.deb);
    await root.dpkg("-i", await root.osbuild(188));
    strictEqual(await root.state(), OURS);
    await root.dpkg("-i", packages.deb);
    await root.dpkg("-P", PACKAGE);
    strictEqual(await root.state(), original(188));
  },
);

packagingTest(
  "the deb's diversions go when it is removed together with osbuild",
  NEEDS,
  async () => {
    await using root = await prepare();
    await root.dpkg("-i", await root.osbuild(188), packages.deb);
    await root.dpkg("-P", "osbuild", PACKAGE);
    strictEqual(await root.state(), "none, none, none, none");
    strictEqual(await root.run("dpkg-divert", "--list", PACKAGE), "");
    await root.run("test", "!", "-e", "/usr/lib/osbuild", "-a", "!", "-e", PRIVATE_DIRECTORY);
  },
);

packagingTest("the deb is refused when osbuild reads descriptions from Python", NEEDS, async () => {
  await using root = await prepare();
  await root.dpkg("-i", await root.osbuild(112));
  const said = await root.run("sh", "-c", 'dpkg -i "$0" 2>&1 || true', packages.deb);
  match(said, /breaks osbuild \(<< 113\)/);
});

packagingTest(
  "the deb can be installed, and is a command, when there is no osbuild",
  NEEDS,
  async () => {
    await using root = await prepare();
    await root.dpkg("-i", packages.deb);
    match(await root.run(PACKAGE, "--version"), /\d+\.\d+/);
    const completions = `/usr/share/bash-completion/completions/${PACKAGE}`;
    match(
      await root.run("bash", "-c", '. "$0"; complete -p "$1"', completions, PACKAGE),
      /complete /,
    );
    await root.dpkg("-i", await root.osbuild(190));
    strictEqual(await root.state(), OURS);
    await root.dpkg("-r", PACKAGE);
    strictEqual(await root.state(), original(190));
    strictEqual(await root.run("dpkg", "-V", "osbuild"), "");
  },
);

packagingTest(
  "the deb replaces the modules of a fork of osbuild when both are updated",
  NEEDS,
  async () => {
    await using root = await prepare("debian-forge");
    // Without the second module: ours is there, and goes with the package.
    await root.dpkg("-i", await root.osbuild(100));
    await root.dpkg("-i", await root.ours("0.0.1"));
    strictEqual(await root.state(), OURS);
    await root.dpkg("-i", await root.osbuild(190), packages.deb);
    strictEqual(await root.state(), OURS);
    await root.dpkg("--force-downgrade", "-i", await root.osbuild(100), await root.ours("0.0.2"));
    strictEqual(await root.state(), OURS);
    await root.dpkg("-P", PACKAGE);
    strictEqual(await root.state(), original(100));
    strictEqual(await root.run("dpkg", "-V", "debian-forge"), "");
  },
);

packagingTest(
  "doctor knows the deb's originals, and never writes over its files",
  NEEDS,
  async () => {
    await using root = await prepare();
    const reinstall = `install ${PACKAGE} as its README.md says, or reinstall it`;
    await root.dpkg("-i", await root.osbuild(190), packages.deb);
    match((await root.remedies("osbuild-sidecar")).join(), /^(update .* uninstall it[^,]*,?){2}$/);
    await root.run(
      "sh",
      "-c",
      `cd ${INPUTS}; truncate -s 100 ${MODULE}; echo {} > ${MODULE}.meta.json`,
    );
    deepStrictEqual(await root.remedies("program"), [reinstall, reinstall]);
    deepStrictEqual(await root.remedies("sidecar"), [reinstall, "none"]);
    await root.dpkg("-i", packages.deb);
    deepStrictEqual(await root.remedies("program"), ["none", "none"]);
    deepStrictEqual(await root.remedies("sidecar"), ["none", "none"]);
  },
);

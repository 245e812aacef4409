import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { MODULE, PACKAGE, PRIVATE_DIRECTORY } from "../../../tools/shared/project.ts";
import { packagingTest } from "../support/obstacle.ts";
import { INPUTS, original, OURS, packageRoot } from "../support/package_root.ts";
import { packages } from "../support/packages.ts";
import { osbuildRpm, ourRpm } from "../support/stand_in.ts";

const NEEDS = { root: true, programs: ["rpm", "rpmbuild", "nsenter"], files: [packages.rpm] };
const NOTHING = "none, none, none, none";

/** A root with rpm in it; osbuild's package may have scriptlets. */
async function prepare(scriptlets = "") {
  const root = await packageRoot((directory, it) => osbuildRpm(directory, it, scriptlets));
  await root.run("rpm", "--initdb");
  return {
    ...root,
    // rpm's database knows nothing of what dpkg has installed.
    rpm: (...args: string[]) => root.run("rpm", "--nodeps", "--force-debian", ...args),
    /** Builds this package as another version. */
    ours: (version: string, install?: string) => ourRpm(root.directory, version, install),
  };
}

packagingTest(
  "the rpm replaces osbuild's modules, and restores them when removed",
  NEEDS,
  async () => {
    await using root = await prepare();
    await root.rpm("-i", await root.osbuild(190));
    await root.rpm("-i", packages.rpm);
    strictEqual(await root.state(), OURS);
    for (const program of [`${INPUTS}/${MODULE}`, `${INPUTS}/${MODULE}-storage`, PACKAGE]) {
      match(await root.run(program, "--version"), /^\S+ \d+\.\d+/);
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
    const completions = `/usr/share/bash-completion/completions/${PACKAGE}`;
    match(
      await root.run("bash", "-c", '. "$0"; complete -p "$1"', completions, PACKAGE),
      /complete /,
    );
    await root.rpm("-e", PACKAGE);
    strictEqual(await root.state(), original(190));
    await root.rpm("-V", "osbuild");
    await root.run("test", "!", "-e", PRIVATE_DIRECTORY);
  },
);

packagingTest(
  "the rpm stays when osbuild is updated, and keeps the new originals",
  NEEDS,
  async () => {
    await using root = await prepare();
    await root.rpm("-i", await root.osbuild(100));
    await root.rpm("-i", packages.rpm);
    // An osbuild without the second module gets none.
    strictEqual(await root.state(), "ours, ours, none, none");
    for (const version of [150, 188, 190]) {
      await root.rpm("-U", await root.osbuild(version));
      strictEqual(await root.state(), OURS);
    }
    await root.rpm("-U", "--oldpackage", await root.osbuild(100));
    strictEqual(await root.state(), "ours, ours, none, none");
    await root.rpm("-e", PACKAGE);
    strictEqual(await root.state(), original(100));
    await root.rpm("-V", "osbuild");
  },
);

packagingTest(
  "the rpm leaves nothing when osbuild is removed first, or both at once",
  NEEDS,
  async () => {
    await using root = await prepare();
    for (const steps of [[["osbuild"], [PACKAGE]], [["osbuild", PACKAGE]]]) {
      await root.rpm("-i", packages.rpm, await root.osbuild(190));
      strictEqual(await root.state(), OURS);
      for (const step of steps) await root.rpm("-e", ...step);
      strictEqual(await root.state(), NOTHING);
      await root.run("test", "!", "-e", PRIVATE_DIRECTORY);
    }
  },
);

packagingTest(
  "the launcher's rpm is the module while it is installed, and leaves the sidecar",
  NEEDS,
  async () => {
    await using root = await prepare();
    await root.rpm("-i", await root.osbuild(112), packages.rpm, packages.launcherRpm);
    strictEqual(await root.state(), "launcher, none, launcher, none");
    for (const module of [MODULE, `${MODULE}-storage`]) {
      match(await root.run(`${INPUTS}/${module}`, "--version"), new RegExp(`^${module} `));
    }
    await root.rpm("-U", await root.osbuild(190));
    strictEqual(await root.state(), "launcher, sidecar 190, launcher, sidecar 190");
    await root.rpm("-e", `${PACKAGE}-launcher`);
    strictEqual(await root.state(), OURS);
    await root.rpm("-i", packages.launcherRpm);
    await root.rpm("-e", PACKAGE, `${PACKAGE}-launcher`);
    strictEqual(await root.state(), original(190));
    await root.run("test", "!", "-e", PRIVATE_DIRECTORY);
  },
);

packagingTest(
  "the rpm stays when it is updated, downgraded or installed again itself",
  NEEDS,
  async () => {
    await using root = await prepare();
    await root.rpm("-i", await root.osbuild(190));
    await root.rpm("-i", await root.ours("0.0.1"));
    await root.rpm("-U", packages.rpm);
    strictEqual(await root.state(), OURS);
    await root.rpm("-U", "--replacepkgs", packages.rpm);
    strictEqual(await root.state(), OURS);
    await root.rpm("-U", "--oldpackage", await root.ours("0.0.2"));
    strictEqual(await root.state(), OURS);
    // Both at once, with fewer sidecars.
    await root.rpm("-U", "--oldpackage", await root.osbuild(150), await root.ours("0.0.3"));
    strictEqual(await root.state(), OURS);
    await root.rpm("-e", PACKAGE);
    strictEqual(await root.state(), original(150));
    await root.rpm("-V", "osbuild");
  },
);

// rpm writes to its database what it does before it runs the scripts that end it here.
for (
  const [moment, section, before, after] of [
    ["unpacked", "%post", 150, 190],
    ["replaced", "%preun", 188, 190],
  ] as const
) {
  packagingTest(
    `a module is in place, and ours after a repetition, when rpm is killed as osbuild is ${moment}`,
    NEEDS,
    async () => {
      // The first installation and the repetition survive.
      await using root = await prepare(`${section}\n[ ! -e /kill ] || kill -9 $PPID\n`);
      await root.rpm("-i", await root.osbuild(before));
      await root.rpm("-i", packages.rpm);
      await root.run("touch", "/kill");
      const update = await root.osbuild(after);
      await rejects(() => root.rpm("-U", update));
      for (const it of (await root.state()).split(", ")) {
        match(it, /^(original|sidecar) \d+$|^ours$/);
      }
      await root.run("rm", "/kill");
      await root.rpm("-U", "--replacepkgs", update);
      strictEqual(await root.state(), OURS);
      await root.rpm("-e", PACKAGE);
      strictEqual(await root.state(), original(after));
      await root.rpm("-V", "osbuild");
    },
  );
}

packagingTest(
  "doctor knows the rpm's originals, and its remedies keep osbuild's files",
  NEEDS,
  async () => {
    await using root = await prepare();
    await root.rpm("-i", await root.osbuild(190), packages.rpm);
    match((await root.remedies("osbuild-sidecar")).join(), /^(update .* uninstall it[^,]*,?){2}$/);
    await root.run(
      "sh",
      "-c",
      `cd ${INPUTS}; rm ${MODULE}*; echo '#!' > ${MODULE}; echo > ${MODULE}-storage`,
    );
    const remedies = await root.remedies("program");
    deepStrictEqual(remedies, Array(2).fill(`${PRIVATE_DIRECTORY}/divert in`));
    await root.run("sh", "-c", remedies[0]!);
    deepStrictEqual(await root.remedies("program"), ["none", "none"]);
    await root.run("truncate", "-s", "100", `${PRIVATE_DIRECTORY}/${MODULE}`);
    deepStrictEqual(await root.remedies("program"), Array(2).fill(`reinstall ${PACKAGE}`));
  },
);

packagingTest(
  "the rpm can't be built when its program was changed after it was compiled",
  NEEDS,
  async () => {
    await using root = await prepare();
    const change = "echo >> %{buildroot}%{private}/%{module}";
    await rejects(() => root.ours("0.0.1", change), /was changed after it was compiled/);
  },
);

import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { tempDirectory } from "../../support/temp_directory.ts";
import { DirectoryRoot } from "../support/directory_root.ts";
import { packagingTest } from "../support/obstacle.ts";
import { packages } from "../support/packages.ts";
import { osbuildRpm, ourRpm, tinyOsbuild } from "../support/stand_in.ts";

const NEEDS = { root: true, programs: ["rpm", "rpmbuild", "nsenter"], files: [packages.rpm] };
const PRIVATE = "/usr/lib/osbuild-input-containers";
const MODULE = "/usr/lib/osbuild/inputs/org.osbuild.containers";
const OURS = [`${PRIVATE}/org.osbuild.containers`, `${PRIVATE}/org.osbuild.containers.meta.json`];

/** A root with rpm in it, and stand-ins for osbuild. */
async function prepare(...versions: string[]) {
  return await prepareWith("", ...versions);
}

/** The same, with scriptlets in the newest osbuild. */
async function prepareWith(scriptlets: string, ...versions: string[]) {
  const directory = await tempDirectory();
  const root = await DirectoryRoot.make(directory.path);
  const standIns = new Map<string, string>();
  for (const version of versions) {
    const standIn = await tinyOsbuild(directory.path, version);
    const added = version === versions.at(-1) ? scriptlets : "";
    standIns.set(version, await osbuildRpm(directory.path, standIn, added));
  }
  await root.run("rpm", "--initdb");
  // rpm's database knows nothing of what dpkg has installed.
  const rpm = (...args: string[]) => root.run("rpm", "--nodeps", "--force-debian", ...args);
  return {
    rpm,
    /** Builds this package as another version. */
    ours: (version: string, install?: string) => ourRpm(directory.path, version, install),
    run: root.run.bind(root),
    osbuild: (version: string) => standIns.get(version)!,
    /** What is at the paths of the module and its sidecar: where links lead, or what files say. */
    state: () =>
      Promise.all([MODULE, `${MODULE}.meta.json`].map(async (path) => {
        const tell = 'if [ -L "$1" ]; then readlink "$1"; elif [ -e "$1" ]; then cat "$1"; fi';
        return (await root.run("sh", "-c", tell, "sh", path)).trim();
      })),
    async [Symbol.asyncDispose]() {
      await root[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

packagingTest(
  "the rpm runs in osbuild's place, and gives it back when it is removed",
  NEEDS,
  async () => {
    await using root = await prepare("191");
    await root.rpm("-i", root.osbuild("191"));
    await root.rpm("-i", packages.rpm);
    deepStrictEqual(await root.state(), OURS);
    for (const program of [MODULE, "/usr/bin/osbuild-input-containers"]) {
      match(await root.run(program, "--version"), /^\S+ \d+\.\d+/);
    }
    strictEqual((await root.run("stat", "-Lc", "%a %U %G", MODULE)).trim(), "755 root root");
    strictEqual((await root.run("stat", "-Lc", "%a", `${MODULE}.meta.json`)).trim(), "644");
    await root.rpm("-e", "osbuild-input-containers");
    deepStrictEqual(await root.state(), ["original 191", "sidecar 191"]);
    await root.rpm("-V", "osbuild");
    await root.run("test", "!", "-e", PRIVATE);
  },
);

packagingTest(
  "the rpm stays in place when osbuild is updated, and keeps the new original",
  NEEDS,
  async () => {
    await using root = await prepare("150", "188", "191");
    await root.rpm("-i", root.osbuild("150"));
    await root.rpm("-i", packages.rpm);
    for (const version of ["188", "191"]) {
      await root.rpm("-U", root.osbuild(version));
      deepStrictEqual(await root.state(), OURS);
    }
    await root.rpm("-U", "--oldpackage", root.osbuild("150"));
    deepStrictEqual(await root.state(), OURS);
    await root.rpm("-e", "osbuild-input-containers");
    deepStrictEqual(await root.state(), ["original 150", ""]);
    await root.rpm("-V", "osbuild");
  },
);

packagingTest(
  "the rpm leaves nothing behind when osbuild goes first, or both at once",
  NEEDS,
  async () => {
    await using root = await prepare("191");
    for (const steps of [["osbuild", "osbuild-input-containers"], ["both"]]) {
      await root.rpm("-i", packages.rpm, root.osbuild("191"));
      deepStrictEqual(await root.state(), OURS);
      for (const step of steps) {
        await root.rpm(
          "-e",
          ...(step === "both" ? ["osbuild", "osbuild-input-containers"] : [step]),
        );
      }
      deepStrictEqual(await root.state(), ["", ""]);
      await root.run("test", "!", "-e", PRIVATE);
    }
  },
);

packagingTest(
  "the launcher's rpm is the module while it is installed, and leaves the sidecar",
  NEEDS,
  async () => {
    await using root = await prepare("112", "191");
    const launcher = join(PRIVATE, "launcher", "org.osbuild.containers");
    await root.rpm("-i", root.osbuild("112"), packages.rpm, packages.launcherRpm);
    deepStrictEqual(await root.state(), [launcher, ""]);
    match(await root.run(MODULE, "--version"), /^org\.osbuild\.containers /);
    await root.rpm("-U", root.osbuild("191"));
    deepStrictEqual(await root.state(), [launcher, "sidecar 191"]);
    await root.rpm("-e", "osbuild-input-containers-launcher");
    deepStrictEqual(await root.state(), OURS);
    await root.rpm("-i", packages.launcherRpm);
    await root.rpm("-e", "osbuild-input-containers", "osbuild-input-containers-launcher");
    deepStrictEqual(await root.state(), ["original 191", "sidecar 191"]);
    await root.run("test", "!", "-e", PRIVATE);
  },
);

packagingTest(
  "the rpm stays in place when it is updated, downgraded or installed again itself",
  NEEDS,
  async () => {
    await using root = await prepare("150", "191");
    await root.rpm("-i", root.osbuild("191"));
    await root.rpm("-i", await root.ours("0.0.1"));
    await root.rpm("-U", packages.rpm);
    deepStrictEqual(await root.state(), OURS);
    await root.rpm("-U", "--replacepkgs", packages.rpm);
    deepStrictEqual(await root.state(), OURS);
    await root.rpm("-U", "--oldpackage", await root.ours("0.0.2"));
    deepStrictEqual(await root.state(), OURS);
    // Both at once, with a sidecar less.
    await root.rpm("-U", "--oldpackage", root.osbuild("150"), await root.ours("0.0.3"));
    deepStrictEqual(await root.state(), OURS);
    await root.rpm("-e", "osbuild-input-containers");
    deepStrictEqual(await root.state(), ["original 150", ""]);
    await root.rpm("-V", "osbuild");
  },
);

// rpm writes to its database what it does before it runs the scripts that end it here.
for (const [moment, section] of [["unpacked", "%post"], ["replaced", "%preun"]] as const) {
  packagingTest(
    `a module is in place, and ours after a repetition, when rpm is killed as osbuild is ${moment}`,
    NEEDS,
    async () => {
      await using root = section === "%post"
        ? await prepareWith(`${section}\n[ -e /survive ] || kill -9 $PPID\n`, "150", "191")
        : await prepareWith(`${section}\n[ -e /survive ] || kill -9 $PPID\n`, "191", "188");
      const [before, after] = section === "%post" ? ["150", "191"] : ["188", "191"];
      await root.rpm("-i", root.osbuild(before!));
      await root.rpm("-i", packages.rpm);
      await rejects(() => root.rpm("-U", root.osbuild(after!)));
      match((await root.state())[0]!, /^original|org\.osbuild\.containers$/);
      await root.run("touch", "/survive");
      await root.rpm("-U", "--replacepkgs", root.osbuild(after!));
      deepStrictEqual(await root.state(), OURS);
      await root.rpm("-e", "osbuild-input-containers");
      deepStrictEqual(await root.state(), [`original ${after}`, `sidecar ${after}`]);
      await root.rpm("-V", "osbuild");
    },
  );
}

packagingTest(
  "the rpm can't be built when its program was changed after it was compiled",
  NEEDS,
  async () => {
    await using root = await prepare();
    const change = "echo >> %{buildroot}%{private}/%{module}";
    await rejects(() => root.ours("0.0.1", change), /was changed after it was compiled/);
  },
);

import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { basename, join } from "node:path";
import { asUser, packages, run } from "../support/packaging.ts";
import {
  INPUTS,
  type Kind,
  NOTHING,
  original,
  OURS,
  type PackageRoot,
  PARTS,
  rootTest,
} from "../support/root.ts";
import { ourRpm, repackedDeb, systemRpm } from "../support/stand_in.ts";
import { binaryPath } from "../../../tools/build.ts";
import { archRecipe } from "../../../tools/package/recipe.ts";
import {
  HOST,
  MODULE,
  PACKAGE,
  PRIVATE_DIRECTORY,
  projectVersion,
} from "../../../tools/shared/project.ts";

const STORAGE = `${MODULE}-storage`;
const LAUNCHERS = "launcher, sidecar 190, launcher, sidecar 190";

/** What differs between packages. */
const KINDS = {
  rpm: {
    made: packages.rpm,
    // Versions of osbuild that it may be beside, and what that package is called then.
    versions: [100, 150, 188, 190],
    anyOsbuild: "osbuild",
    // What is at osbuild's paths without osbuild, and beside one that has no second module.
    alone: NOTHING,
    before109: "ours, ours, none, none",
    remedy: `run '${PRIVATE_DIRECTORY}/divert in'`,
  },
  deb: {
    made: packages.deb,
    versions: [100, 150, 188, 190],
    // The deb is refused beside an osbuild before v113, unless that has another name.
    anyOsbuild: "debian-forge",
    alone: OURS,
    before109: OURS,
    remedy: `install the package ${PACKAGE}, or reinstall it`,
  },
  arch: {
    made: packages.archive,
    versions: [188, 190],
    anyOsbuild: "osbuild",
    alone: NOTHING,
    before109: undefined,
    remedy: `run '${PRIVATE_DIRECTORY}/divert in'`,
  },
} as const;

/** A root without osbuild, with the path of this package. */
type Root = PackageRoot & { readonly ours: string };

/** Registers a test that installs this package. */
function installTest(
  kind: Kind,
  name: string,
  test: (root: Root) => Promise<void>,
  ...programs: string[]
): void {
  const { made } = KINDS[kind];
  rootTest(kind, `the ${kind} package ${name}`, { programs, files: [made] }, async (root) => {
    const ours = kind === "arch" ? await archPackage(root.directory) : made;
    await test({ ...root, ours });
  });
}

/** Checks that osbuild's own modules are there, unchanged, and nothing of this package. */
async function checkRestored(root: PackageRoot, version: number, name = "osbuild"): Promise<void> {
  strictEqual(root.state(), original(version));
  strictEqual(await root.verify(name), "");
  strictEqual(await root.left(), "");
}

let archBuilt: Promise<string> | undefined;

/** Builds Arch's package once, and copies it into a directory. */
async function archPackage(directory: string): Promise<string> {
  archBuilt ??= (async () => {
    const scratch = Deno.makeTempDirSync();
    addEventListener("unload", () => Deno.removeSync(scratch, { recursive: true }));
    const build = join(scratch, "build");
    await Deno.mkdir(build);
    await Deno.writeTextFile(join(build, "PKGBUILD"), await archRecipe(packages.archive));
    await Deno.copyFile(packages.archive, join(build, basename(packages.archive)));
    await asUser(build, "makepkg", "--nodeps");
    const names = [...Deno.readDirSync(build)].map(({ name }) => name);
    return join(build, names.find((it) => /\.pkg\.tar/.test(it))!);
  })();
  const path = join(directory, basename(await archBuilt));
  await Deno.copyFile(await archBuilt, path);
  return path;
}

for (const kind of ["rpm", "deb", "arch"] as const) {
  const { versions, anyOsbuild, alone, before109, remedy } = KINDS[kind];

  installTest(kind, "replaces osbuild's modules, and restores them when removed", async (root) => {
    await root.install(await root.osbuild(190));
    await root.install(root.ours);
    strictEqual(root.state(), OURS);
    for (const [suffix, text] of [["", "original"], [".meta.json", "sidecar"]]) {
      const kept = join(root.path, PRIVATE_DIRECTORY, "original", `${STORAGE}${suffix}`);
      strictEqual(await Deno.readTextFile(kept), `${text} 190\n`);
    }
    const files = [MODULE, `${MODULE}.meta.json`, STORAGE].map((it) => `${INPUTS}/${it}`);
    const modes = await root.run("stat", "-Lc", "%a %U %G", ...files);
    strictEqual(modes, "755 root root\n644 root root\n755 root root\n");
    for (const program of [`${INPUTS}/${MODULE}`, `${INPUTS}/${STORAGE}`, PACKAGE]) {
      match(await root.run(program, "--version"), /^\S+ \d+\.\d+/);
    }
    const script = `/usr/share/bash-completion/completions/${PACKAGE}`;
    match(await root.run("bash", "-c", `. ${script}; complete -p ${PACKAGE}`), /^complete /);
    await root.remove(PACKAGE);
    await checkRestored(root, 190);
  });

  installTest(kind, "stays when osbuild is updated, and keeps the new originals", async (root) => {
    await root.install(root.ours);
    strictEqual(root.state(), alone);
    for (const version of [...versions, versions[0]]) {
      await root.install(await root.osbuild(version, { name: anyOsbuild }));
      strictEqual(root.state(), version < 109 ? before109 : OURS);
    }
    await root.remove(PACKAGE);
    await checkRestored(root, versions[0], anyOsbuild);
  });

  installTest(
    kind,
    "leaves nothing when osbuild is removed first, or both at once",
    async (root) => {
      const both = [root.ours, await root.osbuild(190)];
      await root.install(...both);
      await root.remove("osbuild");
      strictEqual(root.state(), alone);
      await root.remove(PACKAGE);
      strictEqual(root.state(), NOTHING);
      strictEqual(await root.left(), "");
      await root.install(...both);
      strictEqual(root.state(), OURS);
      await root.remove("osbuild", PACKAGE);
      strictEqual(root.state(), NOTHING);
      strictEqual(await root.left(), "");
    },
  );

  installTest(kind, "stays when it is updated, downgraded or installed again", async (root) => {
    const remake = {
      rpm: (version: string) => ourRpm(root.directory, version),
      deb: (version: string) => repackedDeb(root.directory, version),
      arch: () => root.ours,
    }[kind];
    await root.install(await root.osbuild(190, { name: anyOsbuild }));
    for (const path of [await remake("0.0.1"), root.ours, root.ours, await remake("0.0.2")]) {
      await root.install(path);
      strictEqual(root.state(), OURS);
    }
    // Both at once, with an osbuild that has fewer sidecars, if it may.
    const older = kind === "arch" ? 188 : 150;
    await root.install(await root.osbuild(older, { name: anyOsbuild }), await remake("0.0.3"));
    strictEqual(root.state(), OURS);
    await root.remove(PACKAGE);
    await checkRestored(root, older, anyOsbuild);
  });

  installTest(kind, "gets remedies from doctor that write over no file", async (root) => {
    const remedies = async (check: string) => {
      const said = await root.run("sh", "-c", '"$0" doctor --json || true', binaryPath(HOST));
      const { checks } = JSON.parse(said);
      const found = checks.filter((it: { check: string }) => it.check === check);
      return found.map(({ remedy }: { remedy: string | null }) => remedy);
    };
    await root.install(await root.osbuild(190), root.ours);
    // It knows the kept originals.
    match((await remedies("osbuild-sidecar")).join(), /^(update .* uninstall it[^,]*,?){2}$/);
    const overwrite = `rm ${MODULE}* && echo '#!' > ${MODULE} && echo > ${STORAGE}`;
    await root.run("sh", "-c", `cd ${INPUTS} && ${overwrite}`);
    for (const check of ["program", "sidecar"]) {
      deepStrictEqual(await remedies(check), [remedy, remedy]);
    }
    const [, command] = /^run '(.*)'$/.exec(remedy) ?? [];
    await (command ? root.run("sh", "-c", command) : root.install(root.ours));
    for (const check of ["program", "sidecar"]) {
      deepStrictEqual(await remedies(check), [null, null]);
    }
  });
}

installTest("deb", "is refused when osbuild reads descriptions from Python", async (root) => {
  await root.install(await root.osbuild(112));
  await rejects(() => root.install(packages.deb), /breaks osbuild \(<< 113\)/);
});

installTest("arch", "requires an osbuild that has sidecars", async (root) => {
  match(await run(["bsdtar", "-xOf", root.ours, ".PKGINFO"]), /^depend = osbuild>=188$/m);
});

installTest("rpm", "takes its place when no triggers run, as with rpm-ostree", async (root) => {
  const ours = await ourRpm(root.directory, "0.0.1");
  await root.install("--notriggers", await root.osbuild(190), ours);
  strictEqual(root.state(), OURS);
  await root.install(ours);
  strictEqual(root.state(), OURS);
  await root.remove(PACKAGE);
  await checkRestored(root, 190);
});

// rpm writes to its database what it does before it runs the scripts that end it here.
for (const [section, older] of [["%post", 150], ["%preun", 188]] as const) {
  const moment = `osbuild's ${section} kills rpm in an update`;
  installTest("rpm", `leaves modules there, and mends them again, when ${moment}`, async (root) => {
    const scriptlets = `${section}\n[ ! -e /kill ] || kill -9 $PPID\n`;
    await root.install(await root.osbuild(older, { scriptlets }));
    await root.install(packages.rpm);
    await root.run("touch", "/kill");
    const update = await root.osbuild(190, { scriptlets });
    await rejects(() => root.install(update));
    for (const it of root.state().split(", ")) match(it, /^(original|sidecar) \d+$|^ours$/);
    await root.run("rm", "/kill");
    await root.install(update);
    strictEqual(root.state(), OURS);
    await root.remove(PACKAGE);
    await checkRestored(root, 190);
  });
}

installTest(
  "rpm",
  "leaves modules, not sidecars, to the launcher while there is one",
  async (root) => {
    await root.install(await root.osbuild(112), packages.rpm, packages.launcherRpm);
    strictEqual(root.state(), "launcher, none, launcher, none");
    for (const module of [MODULE, STORAGE]) {
      match(await root.run(`${INPUTS}/${module}`, "--version"), new RegExp(`^${module} `));
    }
    await root.install(await root.osbuild(190));
    strictEqual(root.state(), LAUNCHERS);
    await root.remove(`${PACKAGE}-launcher`);
    strictEqual(root.state(), OURS);
    await root.install(packages.launcherRpm);
    await root.remove(PACKAGE, `${PACKAGE}-launcher`);
    await checkRestored(root, 190);
  },
);

for (const [name, state] of [[PACKAGE, OURS], [`${PACKAGE}-launcher`, LAUNCHERS]] as const) {
  const installWithDnf = async (root: Root) => {
    await root.osbuild(190);
    await ourRpm(root.directory, "0.0.1");
    // Nothing that Debian has is in rpm's database.
    await systemRpm(root.directory);
    await run(["createrepo_c", "--quiet", root.directory]);
    const options = ["-y", "--setopt=reposdir=/nonexistent", "--releasever=1", "--nogpgcheck"];
    const repository = `--repofrompath=here,${root.directory}`;
    const path = join(root.directory, `${name}-0.0.1.rpm`);
    await root.run("dnf", ...options, repository, "install", path);
    strictEqual(root.state(), state);
  };
  const what = `brings osbuild when dnf installs ${name} alone`;
  installTest("rpm", what, installWithDnf, "dnf", "createrepo_c");
}

const installWithApt = async (root: Root) => {
  const architecture = (await run(["dpkg", "--print-architecture"])).trim();
  match(packages.deb, new RegExp(`_${projectVersion()}-1_${architecture}\\.deb$`));
  const apt = ["apt-get", "-qq", "-y", "-o", "Dpkg::Options::=--no-triggers"];
  await root.run(...apt, "install", packages.deb);
  await root.install(await root.osbuild(190));
  strictEqual(root.state(), OURS);
};
installTest(
  "deb",
  "is installed by apt, without osbuild, from README's path",
  installWithApt,
  "apt-get",
);

rootTest("deb", "README's commands install by hand, and again while the program runs", {
  programs: ["man"],
  files: [PARTS],
}, async (root) => {
  await root.install(await root.osbuild(190));
  for (const before of ["", `sleep 20 | ${PACKAGE} validate - > /dev/null 2>&1 &\nsleep 1\n`]) {
    await root.installByHand(before);
    strictEqual(root.state(), OURS);
  }
  match(await root.run(PACKAGE, "--version"), new RegExp(`^${PACKAGE} `));
  match(await root.run("man", "--where", PACKAGE), /man8/);
  await root.run("bash", "-c", `. /usr/share/bash-completion/completions/${PACKAGE}`);
  await root.run(`${PRIVATE_DIRECTORY}/divert`, "out");
  strictEqual(root.state(), original(190));
});

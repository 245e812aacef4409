import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { basename, join } from "node:path";
import { packagingTest } from "../support/needs.ts";
import {
  BY_HAND,
  INPUTS,
  original,
  OURS,
  type PackageRoot,
  packageRoot,
} from "../support/package_root.ts";
import { packages } from "../support/packages.ts";
import { run } from "../support/run.ts";
import { osbuildDeb, osbuildRpm, ourRpm, repackedDeb, systemRpm } from "../support/stand_in.ts";
import { partsDirectory } from "../../../tools/package/parts.ts";
import {
  HOST,
  MODULE,
  PACKAGE,
  PRIVATE_DIRECTORY,
  projectVersion,
} from "../../../tools/shared/project.ts";

const NOTHING = "none, none, none, none";

/** What differs between packages: programs, and what happens beside an osbuild before v109. */
const KINDS = {
  rpm: {
    file: packages.rpm,
    programs: ["rpm", "rpmbuild"],
    anyOsbuild: "osbuild",
    // An osbuild without the second module gets none.
    old: "ours, ours, none, none",
    // rpm's database knows nothing of what dpkg has installed.
    install: ["rpm", "--nodeps", "--force-debian", "-U", "--oldpackage", "--replacepkgs"],
    remove: ["rpm", "--nodeps", "--force-debian", "-e"],
    verify: ["rpm", "--nodeps", "--force-debian", "-V"],
    ours: ourRpm,
  },
  deb: {
    file: packages.deb,
    programs: ["dpkg", "dpkg-deb"],
    // The deb is refused beside an osbuild before v113, unless that has another name.
    anyOsbuild: "debian-forge",
    old: OURS,
    install: ["dpkg", "--no-triggers", "--force-downgrade", "-i"],
    remove: ["dpkg", "--no-triggers", "-P"],
    verify: ["dpkg", "-V"],
    ours: repackedDeb,
  },
} as const;
const needs = (kind: keyof typeof KINDS) => {
  const { programs, file } = KINDS[kind];
  return { root: true, programs: [...programs, "nsenter"], files: [file] };
};

/** A root without osbuild, whose package has a name and, as rpm, scriptlets. */
async function prepare(kind: keyof typeof KINDS, { name = "osbuild", scriptlets = "" } = {}) {
  const root = await packageRoot((directory, standIn) =>
    kind === "rpm"
      ? osbuildRpm(directory, standIn, scriptlets)
      : osbuildDeb(directory, standIn, name)
  );
  if (kind === "rpm") await root.run("rpm", "--initdb");
  const { install, remove, verify, ours } = KINDS[kind];
  return {
    ...root,
    install: (...paths: string[]) => root.run(...install, ...paths),
    remove: (...names: string[]) => root.run(...remove, ...names),
    /** Checks that osbuild's package has all its files unchanged. */
    verify: async () => strictEqual(await root.run(...verify, name), ""),
    /** Makes this package as another version. */
    ours: (version: string) => ours(root.directory, version),
  };
}

/** Checks that nothing of this package is left. */
async function isGone({ run }: PackageRoot) {
  await run("test", "!", "-e", PRIVATE_DIRECTORY);
  strictEqual(await run("dpkg-divert", "--list", PACKAGE), "");
}

for (const kind of ["rpm", "deb"] as const) {
  packagingTest(
    `the ${kind} replaces osbuild's modules, and restores them when removed`,
    needs(kind),
    async () => {
      await using root = await prepare(kind);
      await root.install(await root.osbuild(190));
      await root.install(KINDS[kind].file);
      strictEqual(await root.state(), OURS);
      const kept = `${PRIVATE_DIRECTORY}/original/${MODULE}-storage`;
      match(await root.run("cat", kept, `${kept}.meta.json`), /^original 190\nsidecar 190\n/);
      const files = [MODULE, `${MODULE}.meta.json`, `${MODULE}-storage`];
      const modes = await root.run(
        "stat",
        "-Lc",
        "%a %U %G",
        ...files.map((it) => `${INPUTS}/${it}`),
      );
      strictEqual(modes, "755 root root\n644 root root\n755 root root\n");
      for (const program of [`${INPUTS}/${MODULE}`, `${INPUTS}/${MODULE}-storage`, PACKAGE]) {
        match(await root.run(program, "--version"), /^\S+ \d+\.\d+/);
      }
      const complete =
        `. /usr/share/bash-completion/completions/${PACKAGE}; complete -p ${PACKAGE}`;
      match(await root.run("bash", "-c", complete), /^complete /);
      await root.remove(PACKAGE);
      strictEqual(await root.state(), original(190));
      await root.verify();
      await isGone(root);
    },
  );

  packagingTest(
    `the ${kind} stays when osbuild is updated, and keeps the new originals`,
    needs(kind),
    async () => {
      await using root = await prepare(kind, { name: KINDS[kind].anyOsbuild });
      // Before any osbuild.
      await root.install(KINDS[kind].file);
      for (const version of [100, 150, 188, 190]) {
        await root.install(await root.osbuild(version));
        strictEqual(await root.state(), version < 109 ? KINDS[kind].old : OURS);
      }
      await root.install(await root.osbuild(100));
      strictEqual(await root.state(), KINDS[kind].old);
      await root.remove(PACKAGE);
      strictEqual(await root.state(), original(100));
      await root.verify();
    },
  );

  packagingTest(
    `the ${kind} leaves nothing when osbuild is removed first, or both at once`,
    needs(kind),
    async () => {
      await using root = await prepare(kind);
      for (const steps of [[["osbuild"], [PACKAGE]], [["osbuild", PACKAGE]]]) {
        await root.install(KINDS[kind].file, await root.osbuild(190));
        strictEqual(await root.state(), OURS);
        for (const step of steps) await root.remove(...step);
        strictEqual(await root.state(), NOTHING);
        await isGone(root);
      }
    },
  );

  packagingTest(
    `the ${kind} stays when it is updated, downgraded or installed again itself`,
    needs(kind),
    async () => {
      await using root = await prepare(kind, { name: KINDS[kind].anyOsbuild });
      await root.install(await root.osbuild(190));
      await root.install(await root.ours("0.0.1"));
      for (const path of [KINDS[kind].file, KINDS[kind].file, await root.ours("0.0.2")]) {
        await root.install(path);
        strictEqual(await root.state(), OURS);
      }
      // Both at once, with fewer sidecars.
      await root.install(await root.osbuild(150), await root.ours("0.0.3"));
      strictEqual(await root.state(), OURS);
      await root.remove(PACKAGE);
      strictEqual(await root.state(), original(150));
      await root.verify();
    },
  );

  packagingTest(
    `doctor knows the originals kept by the ${kind}, and never writes over files`,
    needs(kind),
    async () => {
      await using root = await prepare(kind);
      await root.install(await root.osbuild(190), KINDS[kind].file);
      match(
        (await root.remedies("osbuild-sidecar")).join(),
        /^(update .* uninstall it[^,]*,?){2}$/,
      );
      const overwrite =
        `cd ${INPUTS} && rm ${MODULE}* && echo '#!' > ${MODULE} && echo > ${MODULE}-storage`;
      await root.run("sh", "-c", overwrite);
      const remedy = {
        rpm: `run '${PRIVATE_DIRECTORY}/divert in'`,
        deb: `install the package ${PACKAGE}, or reinstall it`,
      }[kind];
      deepStrictEqual(await root.remedies("program"), [remedy, remedy]);
      deepStrictEqual(await root.remedies("sidecar"), [remedy, remedy]);
      const command = remedy.replace(/^run '(.*)'$/, "$1");
      await (kind === "rpm" ? root.run("sh", "-c", command) : root.install(packages.deb));
      deepStrictEqual(await root.remedies("program"), ["none", "none"]);
      deepStrictEqual(await root.remedies("sidecar"), ["none", "none"]);
    },
  );
}

packagingTest(
  "the rpm replaces osbuild's modules when no triggers run, as with rpm-ostree",
  needs("rpm"),
  async () => {
    await using root = await prepare("rpm");
    const ours = await root.ours("0.0.1");
    await root.install("--notriggers", await root.osbuild(190), ours);
    strictEqual(await root.state(), OURS);
    await root.install(ours);
    strictEqual(await root.state(), OURS);
    await root.remove(PACKAGE);
    strictEqual(await root.state(), original(190));
    await isGone(root);
  },
);

for (const withLauncher of [false, true]) {
  const what = withLauncher ? "launcher alone" : "rpm";
  packagingTest(`dnf installs osbuild, too, when it is given the ${what}`, {
    ...needs("rpm"),
    programs: [...needs("rpm").programs, "dnf", "createrepo_c"],
  }, async () => {
    await using root = await prepare("rpm");
    const ours = await root.ours("0.0.1");
    const repository = join(root.directory, "repository");
    await Deno.mkdir(repository);
    // Nothing that Debian has is in rpm's database.
    const system = await systemRpm(root.directory);
    await run(["mv", await root.osbuild(190), system, ours, repository]);
    await run(["createrepo_c", "--quiet", repository]);
    const path = withLauncher
      ? ours.replace(`${PACKAGE}-`, `${PACKAGE}-launcher-`)
      : join(repository, basename(ours));
    const options = ["-y", "--setopt=reposdir=/nonexistent", "--releasever=1", "--nogpgcheck"];
    await root.run("dnf", ...options, `--repofrompath=here,${repository}`, "install", path);
    const state = withLauncher ? "launcher, sidecar 190, launcher, sidecar 190" : OURS;
    strictEqual(await root.state(), state);
  });
}

packagingTest("README's commands install by hand, and again while the program runs", {
  root: true,
  programs: ["nsenter", "dpkg-deb", "man"],
  files: [partsDirectory(HOST)],
}, async () => {
  await using root = await prepare("deb");
  await root.install(await root.osbuild(190));
  const install = `cd ${partsDirectory(HOST)}\n${BY_HAND}`;
  await root.run("sh", "-ec", install);
  strictEqual(await root.state(), OURS);
  await root.run(
    "sh",
    "-ec",
    `sleep 20 | ${PACKAGE} validate - > /dev/null 2>&1 &\nsleep 1\n${install}`,
  );
  strictEqual(await root.state(), OURS);
  match(await root.run(PACKAGE, "--version"), new RegExp(`^${PACKAGE} `));
  match(await root.run("man", "--where", PACKAGE), /man8/);
  await root.run("bash", "-c", `. /usr/share/bash-completion/completions/${PACKAGE}`);
  await root.run("/bin/sh", "-c", `${PRIVATE_DIRECTORY}/divert out`);
  strictEqual(await root.state(), original(190));
});

packagingTest("apt installs the deb by the path that README names, with and without osbuild", {
  ...needs("deb"),
  programs: [...KINDS.deb.programs, "nsenter", "apt-get"],
}, async () => {
  await using root = await prepare("deb");
  const architecture = (await run(["dpkg", "--print-architecture"])).trim();
  match(packages.deb, new RegExp(`_${projectVersion()}-1_${architecture}\\.deb$`));
  const apt = ["apt-get", "-qq", "-y", "-o", "Dpkg::Options::=--no-triggers"];
  await root.run(...apt, "install", packages.deb);
  await root.install(await root.osbuild(190));
  strictEqual(await root.state(), OURS);
});

packagingTest(
  "the deb is refused when osbuild reads descriptions from Python",
  needs("deb"),
  async () => {
    await using root = await prepare("deb");
    await root.install(await root.osbuild(112));
    await rejects(() => root.install(packages.deb), /breaks osbuild \(<< 113\)/);
  },
);

packagingTest(
  "the launcher's rpm is the module while it is installed, and leaves the sidecar",
  needs("rpm"),
  async () => {
    await using root = await prepare("rpm");
    await root.install(await root.osbuild(112), packages.rpm, packages.launcherRpm);
    strictEqual(await root.state(), "launcher, none, launcher, none");
    for (const module of [MODULE, `${MODULE}-storage`]) {
      match(await root.run(`${INPUTS}/${module}`, "--version"), new RegExp(`^${module} `));
    }
    await root.install(await root.osbuild(190));
    strictEqual(await root.state(), "launcher, sidecar 190, launcher, sidecar 190");
    await root.remove(`${PACKAGE}-launcher`);
    strictEqual(await root.state(), OURS);
    await root.install(packages.launcherRpm);
    await root.remove(PACKAGE, `${PACKAGE}-launcher`);
    strictEqual(await root.state(), original(190));
    await isGone(root);
  },
);

// rpm writes to its database what it does before it runs the scripts that end it here.
for (
  const [moment, section, before] of [["unpacked", "%post", 150], [
    "replaced",
    "%preun",
    188,
  ]] as const
) {
  packagingTest(
    `a module is in place, and ours after a repetition, when rpm is killed as osbuild is ${moment}`,
    needs("rpm"),
    async () => {
      const scriptlets = `${section}\n[ ! -e /kill ] || kill -9 $PPID\n`;
      await using root = await prepare("rpm", { scriptlets });
      await root.install(await root.osbuild(before));
      await root.install(packages.rpm);
      await root.run("touch", "/kill");
      const update = await root.osbuild(190);
      await rejects(() => root.install(update));
      for (const it of (await root.state()).split(", ")) {
        match(it, /^(original|sidecar) \d+$|^ours$/);
      }
      await root.run("rm", "/kill");
      await root.install(update);
      strictEqual(await root.state(), OURS);
      await root.remove(PACKAGE);
      strictEqual(await root.state(), original(190));
      await root.verify();
    },
  );
}

packagingTest(
  "the rpm can't be built when its program was changed after it was compiled",
  needs("rpm"),
  async () => {
    await using root = await prepare("rpm");
    const change = "echo >> %{buildroot}%{private}/%{module}";
    await rejects(
      () => ourRpm(root.directory, "0.0.1", change),
      /was changed after it was compiled/,
    );
  },
);

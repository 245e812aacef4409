import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { existsSync } from "node:fs";
import "../../../support/load_libc.ts";
import { INPUTS } from "../../../../lib/cli/common/inputs.ts";
import {
  checkNoexec,
  checkProgram,
  checkSelinux,
  DEFAULT_LIBDIR,
  type Installation,
  installationOf,
} from "../../../../lib/cli/doctor/installation.ts";
import {
  checkOsbuild,
  checkOwnSidecar,
  checkSidecar,
  NEWEST_TESTED,
} from "../../../../lib/cli/doctor/osbuild.ts";
import {
  checkLeftoverMounts,
  checkLibrary,
  checkMountProgram,
  checkPrivileges,
} from "../../../../lib/cli/doctor/system.ts";
import { checkStorage } from "../../../../lib/cli/doctor/storage.ts";
import { readStorageConf } from "../../../../lib/inputs/storage/storage_conf.ts";
import { tempDirectory } from "../../../support/temp_directory.ts";

const [CONTAINERS, STORAGE] = INPUTS;

const PROGRAM = "\x7fELF program";

/** Whether this machine has osbuild's directory. */
const DEFAULT_INPUTS = existsSync(`${DEFAULT_LIBDIR}/inputs`);

/** Makes an installation: the program, its sidecar and the package that they are from. */
async function install(): Promise<Installation & AsyncDisposable> {
  const directory = await tempDirectory();
  const [libdir, own] = [`${directory.path}/libdir`, `${directory.path}/package`];
  const self = `${own}/org.osbuild.containers`;
  for (const path of [`${libdir}/inputs`, `${libdir}/osbuild`, `${own}/original`]) {
    await Deno.mkdir(path, { recursive: true });
  }
  const it = installationOf(libdir, CONTAINERS, self, own);
  for (const path of [self, it.program]) await Deno.writeTextFile(path, PROGRAM, { mode: 0o755 });
  await Deno.writeTextFile(it.sidecar, CONTAINERS.sidecar);
  return { ...it, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

Deno.test("checkLibrary() says whether the C library can be loaded", () => {
  strictEqual(checkLibrary(() => {}).state, "ok");
  const { state, message } = checkLibrary(() => {
    throw new Error("Cannot load it:\n  a reason\n");
  });
  deepStrictEqual([state, message], ["wrong", "Cannot load it:; a reason"]);
});

Deno.test("checkPrivileges() wants root and CAP_SYS_ADMIN", () => {
  const check = (user: number, capabilities: string) =>
    checkPrivileges(`Name:\tx\nUid:\t1\t${user}\t0\t0\nCapEff:\t${capabilities}\n`);
  strictEqual(check(0, "000001ffffffffff").state, "ok");
  match(check(0, "00000000a80425fb").message, /user 0 without CAP_SYS_ADMIN/);
  match(check(0, "00000000a80425fb").remedy!, /--privileged/);
  const user = check(1000, "0000000000000000");
  deepStrictEqual([user.state, user.remedy], ["unknown", null]);
  match(user.message, /user 1000; .*root \(sudo\)/);
});

Deno.test("checkMountProgram() wants that of a recent util-linux", () => {
  const check = (version: string) => checkMountProgram("mount", () => version);
  match(check("mount from util-linux 2.41.1 (libmount 2.41.1)").message, /util-linux 2\.41\.1$/);
  match(check("mount from util-linux 2.9.5").message, /too old/);
  strictEqual(check("umount from util-linux 3.1").state, "ok");
  match(check("BusyBox v1.36.1").message, /not that of util-linux/);
  const broken = checkMountProgram("mount", () => {
    throw new Deno.errors.PermissionDenied();
  });
  match(broken.message, /can't be run: permission denied/);
});

Deno.test("checkProgram() says what keeps osbuild from starting the program", async () => {
  await using it = await install();
  const check = async (text: string, mode = 0o755) => {
    await Deno.writeTextFile(it.program, text);
    await Deno.chmod(it.program, mode);
    return checkProgram(it);
  };
  strictEqual((await check(PROGRAM)).state, "ok");
  match((await check("#!/usr/bin/python3\n")).message, /osbuild's own module/);
  match((await check("text")).message, /not this program/);
  match((await check(PROGRAM, 0o744)).remedy!, /chmod 0755/);
  match((await check("\x7fELF")).message, /stripped/);
  const launcher = `#!/usr/bin/python3\nPROGRAM = "${it.self}"\n`;
  strictEqual((await check(launcher)).state, "ok");
  await Deno.remove(it.program);
  match((await check('#!/x\nPROGRAM = "/gone"\n')).message, /\/gone, which does not exist/);
});

Deno.test("checkProgram() recommends nothing that overwrites a file of a package", async () => {
  await using it = await install();
  await Deno.writeTextFile(it.program, "#!/usr/bin/python3\n");
  const copy = `copy ${it.self} to ${it.program}`;
  strictEqual(checkProgram(it).remedy, `move aside what is there, then ${copy}`);
  const packaged = { ...it, libdir: DEFAULT_LIBDIR };
  // The deb, or no installation; without osbuild, that comes first.
  const again = DEFAULT_INPUTS
    ? "install the package package, or reinstall it"
    : "install osbuild first";
  strictEqual(checkProgram(packaged).remedy, again);
  await Deno.writeTextFile(`${it.package}/divert`, "");
  strictEqual(checkProgram(packaged).remedy, `run '${it.package}/divert in'`);
  for (const damaged of [it.self, `${it.package}/gone`]) {
    await Deno.writeTextFile(it.self, "\x7fELF stripped");
    await Deno.remove(it.program);
    await Deno.symlink(damaged, it.program);
    strictEqual(checkProgram({ ...packaged, self: it.sidecar }).remedy, "reinstall package");
  }
});

Deno.test("checks end when there are pipes and devices instead of files", async () => {
  await using it = await install();
  const own = `${it.package}/original/org.osbuild.containers.meta.json`;
  const version = `${it.libdir}/osbuild/__init__.py`;
  for (const path of [it.program, it.sidecar]) await Deno.remove(path);
  for (const path of [it.program, it.sidecar, own, version]) await Deno.symlink("/dev/null", path);
  const refused = /: it is not a regular file$/;
  match(checkProgram(it).message, refused);
  match(checkSidecar(it).message, refused);
  match(checkOwnSidecar(it).message, refused);
  match(checkOsbuild(it, []).message, /^no osbuild found/);
});

Deno.test("checkNoexec() looks at the options of the file system", async () => {
  await using it = await install();
  strictEqual(checkNoexec(it, () => ["nosuid"]).state, "ok");
  strictEqual(checkNoexec(it, () => ["nosuid", "noexec"]).state, "wrong");
  await Deno.remove(it.program);
  strictEqual(checkNoexec(it).state, "ok");
});

Deno.test("checkSidecar() wants the file that ships, byte for byte", async () => {
  await using it = await install();
  strictEqual(checkSidecar(it).state, "ok");
  await Deno.writeTextFile(it.sidecar, `${CONTAINERS.sidecar} `);
  match(checkSidecar(it).message, /not the one of this program/);
  match(checkSidecar(it).remedy!, /^move aside .* schema org\.osbuild\.containers' prints$/);
  await Deno.remove(it.sidecar);
  match(checkSidecar(it).message, /does not exist/);
  await Deno.writeTextFile(it.program, `#!/x\nPROGRAM = "${it.self}"\n`);
  strictEqual(checkSidecar(it).state, "ok");
});

Deno.test("checkOwnSidecar() tells when osbuild's sidecar allows other inputs", async () => {
  await using it = await install();
  const path = `${it.package}/original/org.osbuild.containers.meta.json`;
  strictEqual(checkOwnSidecar(it).state, "ok");
  await Deno.writeTextFile(path, JSON.stringify(JSON.parse(CONTAINERS.sidecar)));
  strictEqual(checkOwnSidecar(it).state, "ok");
  for (const other of [CONTAINERS.sidecar.replace('["name"]', "[]"), "no schema"]) {
    await Deno.writeTextFile(path, other);
    const { state, message, remedy } = checkOwnSidecar(it);
    strictEqual(state, "wrong");
    match(message, /does not allow the same inputs/);
    match(remedy!, /^update package; until .* uninstall it/);
  }
});

Deno.test("checkSidecar() recommends the sidecar of the input when it is that of another one", async () => {
  await using containers = await install();
  const it = installationOf(containers.libdir, STORAGE!, containers.self);
  await Deno.writeTextFile(it.sidecar, CONTAINERS.sidecar);
  match(checkSidecar(it).remedy!, / schema org\.osbuild\.containers-storage' /);
});

Deno.test("the newest tested osbuild is the newest release that README.md names", () => {
  const readme = Deno.readTextFileSync(new URL("../../../../README.md", import.meta.url));
  const tried = /Tried with real builds[^.]*\./.exec(readme)![0];
  const releases = [...tried.matchAll(/v(\d+)/g)].map(([, version]) => Number(version));
  strictEqual(NEWEST_TESTED, Math.max(...releases));
});

Deno.test("checkOsbuild() finds osbuild in the directory or among Python's packages", async () => {
  await using it = await install();
  const packages = `${it.libdir}/python3.12/site-packages`;
  await Deno.mkdir(`${packages}/osbuild`, { recursive: true });
  const patterns = [`${it.libdir}/python3*/site-packages`];
  for (const directory of [packages, it.libdir]) {
    const check = async (version: string) => {
      const path = `${directory}/osbuild/__init__.py`;
      await Deno.writeTextFile(path, `__version__ = "${version}"\n`);
      return checkOsbuild(it, patterns);
    };
    strictEqual((await check("113")).state, "ok");
    match((await check("112")).remedy!, /113 or later.*launcher/);
    strictEqual((await check(`${NEWEST_TESTED}`)).state, "ok");
    const newer = await check(`${NEWEST_TESTED + 1}`);
    strictEqual(newer.state, "ok");
    match(newer.message, /; the newest that was tested is \d+$/);
  }
  await Deno.writeTextFile(it.program, `#!/x\nPROGRAM = "${it.self}"\n`);
  await Deno.writeTextFile(`${it.libdir}/osbuild/__init__.py`, '__version__ = "81"\n');
  strictEqual(checkOsbuild(it, patterns).state, "ok");
  await Deno.writeTextFile(`${it.libdir}/osbuild/__init__.py`, "");
  await Deno.remove(packages, { recursive: true });
  strictEqual(checkOsbuild(it, patterns).state, "unknown");
});

Deno.test("checkSelinux() compares with the modules beside", async () => {
  await using it = await install();
  const check = (own: string | undefined, others: string) =>
    checkSelinux(it, (path) => {
      const type = path === it.program ? own : others;
      return type === undefined ? undefined : `system_u:object_r:${type}:s0`;
    });
  strictEqual(check(undefined, "lib_t").state, "ok");
  strictEqual(check("lib_t", "tmp_t").state, "unknown");
  await Deno.writeTextFile(`${it.libdir}/inputs/org.osbuild.tree`, "");
  strictEqual(check("lib_t", "lib_t").state, "ok");
  match(check("user_home_t", "lib_t").remedy!, /restorecon/);
});

/** The remedy where there are mounts, each with its root, its place, and what is mounted. */
function remedyFor(...mounts: [root: string, point: string, source?: string][]): string | null {
  const lines = mounts.map(([root, point, source = "/dev/x"]) =>
    `36 35 98:0 ${root} ${point} rw - ext4 ${source} rw\n`
  );
  return checkLeftoverMounts(lines.join("")).remedy;
}

Deno.test("checkLeftoverMounts() gives the command that clears images, wherever a store is", () => {
  const id = `sha256:${"0".repeat(64)}`;
  const roots = [
    `/var/cache/osbuild/sources/org.osbuild.containers/${id}/image`,
    `/org.osbuild.containers/x/image`,
    `/${id}/image`,
    `/a/${id}/image//deleted`,
  ];
  for (const root of roots) {
    strictEqual(remedyFor([root, "/t/a\\040b"]), "umount --lazy '/t/a b'", root);
  }
  for (const root of ["/", "/image", "/x/image", `/${id}/image/x`, "/home"]) {
    strictEqual(remedyFor([root, "/t"]), null, root);
  }
  const [one, two] = [[`/s/${id}/image`, "/t/it's"], [`/s/${id}/image`, "/t/2"]] as const;
  strictEqual(remedyFor([...one], [...two]), "umount --lazy /t/2 '/t/it'\\''s'");
});

Deno.test("checkLeftoverMounts() clears targets, with the container storage on them, but not the host's", () => {
  const storage = "/var/lib/containers/storage";
  const cleared = "umount --lazy /t";
  strictEqual(remedyFor(["/", "/t", "org.osbuild.containers"], [storage, "/t/storage"]), cleared);
  strictEqual(remedyFor(["/", "/t", "/dev/y"], [storage, "/t/storage"]), null);
  strictEqual(remedyFor([storage, storage]), null);
});

Deno.test("checkStorage() says which storage counts, how many images it has, and what is ignored", async () => {
  await using directory = await tempDirectory();
  const { path } = directory;
  const conf = `${path}/storage.conf`;
  const check = async (text: string) => {
    await Deno.writeTextFile(conf, text);
    return checkStorage(() => readStorageConf([conf]), [`${path}/storage.conf.d`]);
  };
  match((await check("[storage")).message, /Cannot read .*storage\.conf: /);
  strictEqual((await check("[storage")).state, "wrong");
  const settings = `[storage]\ndriver = "vfs"\ngraphroot = "${path}/storage"\n`;
  const missing = await check(settings);
  deepStrictEqual([missing.state, missing.message.endsWith("it does not exist")], ["wrong", true]);
  await Deno.mkdir(`${path}/storage/vfs-images`, { recursive: true });
  strictEqual((await check(settings)).message, `0 images in ${path}/storage, vfs (${conf})`);
  await Deno.writeTextFile(`${path}/storage/vfs-images/images.json`, '[{"id":"a"},{"id":"b"}]');
  await Deno.mkdir(`${path}/storage.conf.d`);
  await Deno.writeTextFile(`${path}/storage.conf.d/1.conf`, "");
  const more = `${settings}imagestore = "/i"\n[storage.options]\nadditionalimagestores = ["/a"]\n`;
  const noted = await check(more);
  strictEqual(noted.state, "ok");
  match(
    noted.message,
    /^2 images in .*; osbuild ignores .*storage\.conf\.d; .* imagestore \/i; .* \/a$/,
  );
  const gone = checkStorage(() => readStorageConf([`${path}/none`]), []);
  deepStrictEqual([gone.state, /could not find/.test(gone.message)], ["unknown", true]);
  await Deno.writeTextFile(`${path}/storage/vfs-images/images.json`, "{}");
  match((await check(settings)).message, /images\.json: it is not a list/);
});

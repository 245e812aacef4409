import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { checkLibrary } from "../../../../lib/cli/doctor/c_library.ts";
import { checkLeftoverMounts, imageMounts } from "../../../../lib/cli/doctor/leftover_mounts.ts";
import { checkMountPrograms } from "../../../../lib/cli/doctor/mount_programs.ts";
import { checkOsbuild } from "../../../../lib/cli/doctor/osbuild_version.ts";
import { checkPrivileges } from "../../../../lib/cli/doctor/privileges.ts";
import { checkNoexec, checkProgramFile } from "../../../../lib/cli/doctor/program_file.ts";
import { checkSelinux } from "../../../../lib/cli/doctor/selinux.ts";
import { checkSidecar } from "../../../../lib/cli/doctor/sidecar.ts";
import { type FakeFile, fakeSystem, INSTALLATION, PROGRAM, SELF } from "./fake_system.ts";

const { program } = INSTALLATION;
const LAUNCHER: FakeFile = { text: `#!/usr/bin/python3\nPROGRAM = "${SELF}"\n`, mode: 0o100755 };

Deno.test("checkLibrary() says whether the C library can be loaded", () => {
  strictEqual(checkLibrary(fakeSystem()).state, "ok");
  const finding = checkLibrary(fakeSystem({ libraryFailure: "Cannot load it" }));
  deepStrictEqual([finding.state, finding.message], ["wrong", "Cannot load it"]);
  match(finding.remedy!, /glibc 2\.28/);
});

Deno.test("checkPrivileges() wants root and CAP_SYS_ADMIN", () => {
  const check = (user: number, capabilities: string) => {
    const text = `Name:\tx\nUid:\t1\t${user}\t0\t0\nCapEff:\t${capabilities}\n`;
    return checkPrivileges(fakeSystem({ files: { "/proc/self/status": { text } } }));
  };
  strictEqual(check(0, "000001ffffffffff").state, "ok");
  match(check(0, "00000000a80425fb").message, /root, but without CAP_SYS_ADMIN/);
  match(check(1000, "0000000000000000").message, /user 1000, and without/);
  match(check(1000, "0000000000000000").remedy!, /as root/);
  strictEqual(checkPrivileges(fakeSystem()).state, "unknown");
});

Deno.test("checkMountPrograms() wants both programs, of a recent util-linux", () => {
  const both = { "/usr/bin/mount": {}, "/bin/umount": {} };
  const states = (version: string, files = both) =>
    checkMountPrograms(fakeSystem({ files, version })).map(({ state }) => state);
  deepStrictEqual(states("mount from util-linux 2.27 (libmount 2.27.0)"), ["ok", "ok"]);
  deepStrictEqual(states("umount from util-linux 3.1.2"), ["ok", "ok"]);
  deepStrictEqual(states("mount from util-linux 2.9.5"), ["wrong", "wrong"]);
  deepStrictEqual(states("mount: unrecognized option\nBusyBox v1.36.1"), ["wrong", "wrong"]);
  deepStrictEqual(states(""), ["wrong", "wrong"]);
  const [mount, umount] = checkMountPrograms(fakeSystem({ files: { "/bin/mount": {} } }));
  deepStrictEqual([mount!.state, umount!.state], ["ok", "wrong"]);
});

Deno.test("checkProgramFile() is content with the program, or a launcher that starts it", () => {
  const state = (file: FakeFile) =>
    checkProgramFile(INSTALLATION, fakeSystem({ files: { [program]: file } })).state;
  strictEqual(state(PROGRAM), "ok");
  strictEqual(state(LAUNCHER), "ok");
});

Deno.test("checkProgramFile() says what keeps osbuild from starting the program", () => {
  const check = (file?: FakeFile) =>
    checkProgramFile(INSTALLATION, fakeSystem({ files: file ? { [program]: file } : {} }));
  match(check().message, /does not exist/);
  match(check({ text: "#!/usr/bin/python3\n" }).message, /osbuild's own module/);
  match(check({ text: "text" }).message, /not a program/);
  match(check({ ...PROGRAM, mode: 0o100744 }).remedy!, /^chmod 0755/);
  match(check({ ...PROGRAM, size: 999 }).message, /stripped/);
  match(check({ ...LAUNCHER, text: '#!/x\nPROGRAM = "/gone"\n' }).message, /\/gone: it does not/);
  strictEqual(check().remedy, `install -m 0755 ${SELF} ${program}`);
});

Deno.test("checkProgramFile() names the package's command when the program is from one", () => {
  const system = fakeSystem({ files: { "/opt/divert": { mode: 0o100755 } } });
  strictEqual(checkProgramFile(INSTALLATION, system).remedy, "/opt/divert in");
});

Deno.test("checkNoexec() looks at the file system's options", () => {
  const check = (...mountOptions: string[]) =>
    checkNoexec(INSTALLATION, fakeSystem({ mountOptions, files: { [program]: PROGRAM } })).state;
  strictEqual(check("nosuid"), "ok");
  strictEqual(check("nosuid", "noexec"), "wrong");
  strictEqual(checkNoexec(INSTALLATION, fakeSystem()).state, "unknown");
});

Deno.test("checkSidecar() wants the file to be what ships, byte for byte", () => {
  const check = (file?: FakeFile, module: FakeFile = PROGRAM) =>
    checkSidecar(
      INSTALLATION,
      fakeSystem({
        files: { [program]: module, ...(file ? { [`${program}.meta.json`]: file } : {}) },
      }),
    );
  strictEqual(check({ text: "{}\n" }).state, "ok");
  match(check({ text: "{}" }).message, /not the one that ships/);
  match(check().message, /does not exist/);
  match(check({ mode: 0 }).remedy!, /chmod 0644/);
  strictEqual(check(undefined, LAUNCHER).state, "ok");
});

Deno.test("checkOsbuild() finds osbuild in the directory or among Python's packages", () => {
  const check = (path: string, version: string, module: FakeFile = PROGRAM) =>
    checkOsbuild(
      INSTALLATION,
      fakeSystem({
        files: { [path]: { text: `__version__ = "${version}"\n` }, [program]: module },
      }),
    );
  const [own, fedora, debian] = [
    "/libdir/osbuild/__init__.py",
    "/usr/lib/python3.12/site-packages/osbuild/__init__.py",
    "/usr/lib/python3/dist-packages/osbuild/__init__.py",
  ] as const;
  for (const path of [own, fedora, debian]) {
    strictEqual(check(path, "113").state, "ok");
    strictEqual(check(path, "112").state, "wrong");
    strictEqual(check(path, "81", LAUNCHER).state, "ok");
    strictEqual(check(path, "x").state, "unknown");
  }
  match(check(own, "81").remedy!, /113 or later.*launcher/);
  strictEqual(checkOsbuild(INSTALLATION, fakeSystem()).state, "unknown");
});

Deno.test("checkSelinux() compares with the modules beside", () => {
  const check = (own: string | undefined, beside: Readonly<Record<string, string>>) => {
    const files = Object.fromEntries(
      Object.entries(beside).map(([name, type]) => [`/libdir/inputs/${name}`, labelled(type)]),
    );
    const module = own === undefined ? PROGRAM : { ...PROGRAM, ...labelled(own) };
    return checkSelinux(INSTALLATION, fakeSystem({ files: { ...files, [program]: module } }));
  };
  strictEqual(check(undefined, { "org.osbuild.tree": "lib_t" }).state, "ok");
  strictEqual(check("lib_t", { "org.osbuild.tree": "lib_t" }).state, "ok");
  strictEqual(check("lib_t", {}).state, "unknown");
  strictEqual(check("lib_t", { "org.osbuild.tree.meta.json": "tmp_t" }).state, "unknown");
  const wrong = check("user_home_t", { "org.osbuild.tree": "lib_t" });
  deepStrictEqual([wrong.state, wrong.remedy], ["wrong", `restorecon -v ${program}`]);
});

function labelled(type: string): FakeFile {
  return { label: `system_u:object_r:${type}:s0` };
}

Deno.test("imageMounts() finds images by what is mounted, wherever the store's file system begins", () => {
  const line = (root: string, point: string) => `36 35 98:0 ${root} ${point} rw - ext4 /dev/x rw\n`;
  const id = `sha256:${"0".repeat(64)}`;
  const roots = [
    `/var/cache/osbuild/sources/org.osbuild.containers/${id}/image`,
    `/org.osbuild.containers/x/image`,
    `/${id}/image`,
    `/a/${id}/image//deleted`,
  ];
  for (const root of roots) {
    deepStrictEqual(imageMounts(line(root, "/t/a\\040b")), ["/t/a b"], root);
  }
  for (const root of ["/", "/image", "/x/image", `/${id}/image/x`, "/home"]) {
    deepStrictEqual(imageMounts(line(root, "/t")), [], root);
  }
  const one = line(`/s/${id}/image`, "/t/1") + line(`/s/${id}/image`, "/t/2");
  deepStrictEqual(imageMounts(one), ["/t/2", "/t/1"]);
  deepStrictEqual(imageMounts(line("/x/t", "/t") + one), ["/t"]);
});

Deno.test("checkLeftoverMounts() gives the command that clears them, and does not run it", () => {
  const text = `1 2 3 /org.osbuild.containers/x/image /t/it's rw - a b c\n`;
  const files = { "/proc/self/mountinfo": { text } };
  const finding = checkLeftoverMounts(fakeSystem({ files }));
  deepStrictEqual([finding.state, finding.remedy], ["wrong", "umount --lazy '/t/it'\\''s'"]);
  strictEqual(checkLeftoverMounts(fakeSystem()).state, "unknown");
  const none = { "/proc/self/mountinfo": { text: "1 2 3 / / rw - a b c\n" } };
  strictEqual(checkLeftoverMounts(fakeSystem({ files: none })).state, "ok");
});

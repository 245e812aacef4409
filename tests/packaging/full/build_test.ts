import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { basename, dirname, join } from "node:path";
import { asUser, packages, packagingTest, run } from "../support/packaging.ts";
import { ourRpm } from "../support/stand_in.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { binaryPath } from "../../../tools/build.ts";
import { partsDirectory } from "../../../tools/package/parts.ts";
import { fileHash } from "../../../tools/shared/files.ts";
import {
  ARCHITECTURES,
  DIST,
  HOST,
  MODULE,
  PACKAGE,
  projectVersion,
  ROOT,
  SCHEMA,
} from "../../../tools/shared/project.ts";

const OTHER = HOST === "x86_64" ? "aarch64" : "x86_64";
const TOP = `${PACKAGE}-${projectVersion()}`;

/** Unpacks the archive, with the time of now on every file. */
async function unpack(directory: string): Promise<string> {
  await Deno.mkdir(directory, { recursive: true });
  await run(["tar", "-C", directory, "--touch", "-xf", packages.archive]);
  return join(directory, TOP);
}

for (
  const [when, target, place, env] of [
    ["there is no network", HOST, "a", { SOURCE_DATE_EPOCH: "1700000000" }],
    ["directory, time and user differ", HOST, "an/other/place", { TZ: "UTC5", USER: "other" }],
    ["it is for the other architecture", OTHER, "a", {}],
  ] as const
) {
  packagingTest(`the archive builds the same program when ${when}`, {
    root: true,
    programs: ["tar", "xz"],
    files: [packages.archive, binaryPath(target)],
  }, async () => {
    await using directory = await tempDirectory();
    const sources = await unpack(join(directory.path, place));
    const HOME = join(directory.path, "home");
    await Deno.mkdir(HOME);
    const PATH = `${dirname(Deno.execPath())}:/usr/bin:/bin`;
    await run(["unshare", "--net", "deno", "task", "build", "--target", target], {
      cwd: sources,
      clearEnv: true,
      env: { PATH, HOME, ...env },
    });
    const built = binaryPath(target).replace(ROOT, sources);
    strictEqual(await fileHash(built), await fileHash(binaryPath(target)));
  });
}

packagingTest("the archive is the same when it is made again", {
  programs: ["tar", "xz"],
  files: [packages.archive],
}, async () => {
  const before = await fileHash(packages.archive);
  await run([Deno.execPath(), "task", "vendor"], { cwd: ROOT });
  strictEqual(await fileHash(packages.archive), before);
});

packagingTest("the archive holds nothing that is not of the project or its modules", {
  programs: ["tar", "xz"],
  files: [packages.archive],
}, async () => {
  const list = (await run(["tar", "-tf", packages.archive])).trim().split("\n");
  ok(list.every((path) => path.startsWith(`${TOP}/`)));
  const outputs = [".git/", ".build/", "dist/", DIST];
  strictEqual(
    list.find((path) => outputs.some((it) => path.startsWith(`${TOP}/${it}`))),
    undefined,
  );
  for (const architecture of ARCHITECTURES) {
    ok(list.includes(`${TOP}/.denort/${Deno.version.deno}-${architecture}/denort`));
  }
  strictEqual(list.some((path) => path.endsWith(`/${MODULE}`)), false);
});

packagingTest("rpmbuild -ta builds the same rpm when an ordinary user calls it without network", {
  root: true,
  programs: ["rpmbuild", "setpriv"],
  files: [packages.rpm, packages.archive],
}, async () => {
  await using directory = await tempDirectory();
  const top = join(directory.path, "build");
  await Deno.mkdir(top);
  await run(["cp", packages.archive, top]);
  const archive = basename(packages.archive);
  await asUser(top, "rpmbuild", "-ta", "--nodeps", "-D", `_topdir ${top}`, archive);
  // The directory in which an rpm was built shows in it, but not in its files.
  const digests = (path: string) =>
    run(["rpm", "-qp", "--qf", "[%{FILENAMES} %{FILEDIGESTS}\n]", path]);
  const built = join(top, "RPMS", HOST, basename(packages.rpm));
  strictEqual(await digests(built), await digests(packages.rpm));
});

packagingTest("dpkg-buildpackage builds the same deb when an ordinary user calls it offline", {
  root: true,
  programs: ["dh", "setpriv"],
  files: [packages.deb, packages.archive],
}, async () => {
  await using directory = await tempDirectory();
  const sources = await unpack(join(directory.path, "build"));
  const top = dirname(sources);
  const build = 'cd "$0" && dpkg-buildpackage --build=binary -d --no-sign';
  await asUser(top, "sh", "-ec", build, TOP);
  strictEqual(await fileHash(join(top, basename(packages.deb))), await fileHash(packages.deb));
});

packagingTest("the rpm can't be built when its program was changed after it was compiled", {
  programs: ["rpmbuild"],
}, async () => {
  await using directory = await tempDirectory();
  const change = "echo >> %{buildroot}%{private}/%{module}";
  await rejects(
    () => ourRpm(directory.path, "0.0.1", change),
    /was changed after it was compiled/,
  );
});

/** Makes a root directory of Debian's libraries for another processor, and of its emulator. */
const ARM64_ROOT = `
cd "$0"
mkdir -p lists/partial cache/archives/partial root
apt() {
  apt-get -qq -oDir::State::lists="$PWD/lists" -oDir::Cache="$PWD/cache" -oAPT::Sandbox::User=root \\
    -oDir::State::status=/dev/null -oAPT::Architecture=arm64 -oAPT::Architectures=arm64 "$@"
}
apt update
apt download libc6 libgcc-s1
for package in *.deb; do dpkg -x "$package" root; done
cp "$(command -v qemu-aarch64-static)" "$1" root/`;

/** Starts a program as osbuild starts a service, calls a method it has not, prints the answer. */
const CALL = `
import json, sys
from support import packets
from support.service import Service, call
*prefix, program = sys.argv[1:]
service = Service(program, prefix)
print(json.dumps(service.ask(packets.encode(call("no-such-method", {}))).value))
sys.exit(service.finish().status)`;

const AARCH64 = join(partsDirectory("aarch64"), MODULE);

packagingTest("the program for aarch64 starts, and answers, when the processor is emulated", {
  root: true,
  programs: ["qemu-aarch64-static", "apt-get", "dpkg", "python3"],
  files: [AARCH64],
}, async () => {
  await using directory = await tempDirectory();
  // Nothing of this machine's own package management is changed.
  await run(["sh", "-ec", ARM64_ROOT, directory.path, AARCH64]);
  const root = join(directory.path, "root");
  const emulated = ["chroot", root, "/qemu-aarch64-static", `/${MODULE}`];
  match(await run([...emulated, "--version"]), /aarch64-unknown-linux-gnu/);
  const schema = await run([...emulated, "schema"]);
  deepStrictEqual(JSON.parse(schema), JSON.parse(await Deno.readTextFile(SCHEMA)));
  const answer = await run(["python3", "-c", CALL, ...emulated], { cwd: join(ROOT, "tests") });
  const { type, data } = JSON.parse(answer);
  deepStrictEqual([type, data.name], ["exception", "ProtocolError"]);
});

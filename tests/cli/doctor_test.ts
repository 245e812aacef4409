import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { unless } from "../support/skip.ts";
import { mountAbility } from "../../tools/test/mount_ability.ts";
import { tempDirectory } from "../support/temp_directory.ts";
import { AS_NOBODY, BINARY, cli, noNobody, run } from "./support/cli.ts";
import { storeImage } from "./support/store.ts";

const { prefix, obstacle } = await mountAbility();

interface Finding {
  readonly check: string;
  readonly state: string;
  readonly message: string;
  readonly remedy: string | null;
}

/** Makes an installation; a hard link is the same program, and costs nothing. */
async function install(libdir: string, version = "113"): Promise<string> {
  const program = `${libdir}/inputs/org.osbuild.containers`;
  await Deno.mkdir(`${libdir}/inputs`, { recursive: true });
  await Deno.mkdir(`${libdir}/osbuild`);
  await Deno.writeTextFile(`${libdir}/osbuild/__init__.py`, `__version__ = "${version}"\n`);
  await Deno.copyFile(BINARY, program);
  await Deno.chmod(program, 0o755);
  await Deno.copyFile(`${BINARY}.meta.json`, `${program}.meta.json`);
  return program;
}

/** What doctor finds, by check. */
async function findings(args: string[], options = {}): Promise<Map<string, Finding>> {
  const { out } = await cli(["doctor", "--json", ...args], options);
  const checks: Finding[] = JSON.parse(out).checks;
  return new Map(checks.map((it) => [it.check, it]));
}

Deno.test({
  ...unless(obstacle, "doctor finds nothing wrong with an installation that is right"),
  fn: async () => {
    await using directory = await tempDirectory();
    await install(directory.path);
    const { code, out, err } = await cli(["doctor", "--libdir", directory.path], { prefix });
    deepStrictEqual([code, err], [0, ""], out);
    const checks = out.trimEnd().split("\n").slice(1);
    strictEqual(checks.length, 11);
    ok(checks.every((line) => line.startsWith("ok ")), out);
  },
});

Deno.test("doctor finds what is wrong with files, and each remedy clears it", async () => {
  await using directory = await tempDirectory();
  const program = await install(directory.path);
  const sidecar = `${program}.meta.json`;
  const state = async (check: string) => (await findings(["--libdir", directory.path])).get(check)!;
  const heal = async (check: string) => {
    const { state: before, remedy } = await state(check);
    strictEqual(before, "wrong");
    strictEqual((await run(["sh", "-c", remedy!])).code, 0, remedy!);
    strictEqual((await state(check)).state, "ok");
  };
  await Deno.chmod(program, 0o644);
  await heal("program");
  await Deno.truncate(program, 1_000_000);
  await heal("program");
  await Deno.remove(program);
  await heal("program");
  await Deno.writeTextFile(program, "#!/usr/bin/python3\n");
  await heal("program");
  await Deno.writeTextFile(sidecar, "{}");
  await heal("sidecar");
  await Deno.remove(sidecar);
  await heal("sidecar");
});

Deno.test("doctor tells an osbuild that is too old", async () => {
  await using directory = await tempDirectory();
  await install(directory.path, "112");
  const { state, remedy } = (await findings(["--libdir", directory.path])).get("osbuild")!;
  strictEqual(state, "wrong");
  match(remedy!, /update osbuild to 113/);
});

Deno.test("doctor fails when the directory is not there, or is none", async () => {
  for (const path of ["/nowhere", "/dev/null"]) {
    const { code, out, err } = await cli(["doctor", "--libdir", path]);
    deepStrictEqual([code, out], [1, ""]);
    match(err, /Cannot check /);
  }
});

Deno.test("doctor lets no name reach the terminal as it is", async () => {
  await using directory = await tempDirectory();
  const libdir = `${directory.path}/\x1b[2J\u202e`;
  await Deno.mkdir(libdir);
  const { code, out } = await cli(["doctor", "--libdir", libdir]);
  strictEqual(code, 1);
  ok(!/(?!\n)[\p{Cc}\u202e]/u.test(out));
});

Deno.test({
  ...unless(noNobody, "doctor tells who may not mount"),
  fn: async () => {
    const { state, message } = (await findings([], { prefix: AS_NOBODY })).get("privileges")!;
    strictEqual(state, "wrong");
    match(message, /user 65534, not root, and without CAP_SYS_ADMIN/);
  },
});

Deno.test({
  ...unless(obstacle, "doctor tells a file system that is mounted noexec"),
  fn: async () => {
    await using directory = await tempDirectory();
    await install(directory.path);
    const script = 'mount --bind "$0" "$0" && mount -o remount,bind,noexec "$0" && exec "$@"';
    const options = { prefix: [...prefix, "sh", "-c", script, directory.path] };
    const { state, remedy } = (await findings(["--libdir", directory.path], options)).get(
      "noexec",
    )!;
    strictEqual(state, "wrong");
    match(remedy!, /remount,exec/);
  },
});

Deno.test({
  ...unless(
    obstacle,
    "doctor finds the mounts of a service that was killed, and the command clears them",
  ),
  fn: async () => {
    await using directory = await tempDirectory();
    const [store, target] = [`${directory.path}/store`, `${directory.path}/a target`];
    const images = [await storeImage(store), await storeImage(store)];
    await Deno.mkdir(target);
    const script = `
      program=$0; store=$1; target=$2; shift 2
      mkfifo "$store/input"; : > "$store/err"
      "$program" map "$store" "$target" "$@" < "$store/input" > /dev/null 2> "$store/err" & pid=$!
      exec 9> "$store/input"
      while ! grep -q mapped "$store/err"; do sleep 0.02; done
      kill -KILL $pid; wait $pid 2> /dev/null
      "$program" doctor --json > "$store/found"
      eval "$("$program" doctor | sed -n '/leftover/,$ s/^ *remedy: //p')"
      grep -c "$store" /proc/self/mountinfo`;
    const args = [BINARY, store, target, ...images.map(({ id }) => id)];
    const { out } = await run([...prefix, "sh", "-c", script, ...args]);
    const { checks } = JSON.parse(await Deno.readTextFile(`${store}/found`));
    const finding = checks.find((it: Finding) => it.check === "leftover-mounts");
    deepStrictEqual([finding.state, finding.remedy], ["wrong", `umount --lazy '${target}'`]);
    strictEqual(out.trim(), "0");
  },
});

import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { BINARY, cli, run } from "./support/cli.ts";
import { testUnless } from "../support/skip.ts";
import { storeImage } from "../support/store_image.ts";
import { tempDirectory } from "../support/temp_directory.ts";
import { mountAbility } from "../../tools/python.ts";

const { prefix, obstacle } = await mountAbility();

/** Makes an installation. */
async function install(libdir: string): Promise<void> {
  const program = `${libdir}/inputs/org.osbuild.containers`;
  await Deno.mkdir(`${libdir}/inputs`, { recursive: true });
  await Deno.mkdir(`${libdir}/osbuild`);
  await Deno.writeTextFile(`${libdir}/osbuild/__init__.py`, '__version__ = "113"\n');
  await Deno.copyFile(BINARY, program);
  await Deno.chmod(program, 0o755);
  await Deno.copyFile(`${BINARY}.meta.json`, `${program}.meta.json`);
}

testUnless(obstacle, "doctor finds nothing wrong with an installation that is right", async () => {
  await using directory = await tempDirectory();
  await install(directory.path);
  const { code, out, err } = await cli(["doctor", "--libdir", directory.path], { prefix });
  deepStrictEqual([code, err], [0, ""], out);
  const lines = out.trimEnd().split("\n");
  const checks = lines.filter((line) => line.startsWith("  "));
  deepStrictEqual([checks.length, lines.at(-1)], [8, "nothing wrong"], out);
  ok(checks.every((line) => line.startsWith("  ok ")), out);
});

Deno.test("doctor fails when the directory is not there, or is none", async () => {
  for (const path of ["/nowhere", "/dev/null"]) {
    const { code, out, err } = await cli(["doctor", "--libdir", path]);
    deepStrictEqual([code, out], [1, ""]);
    match(err, /Cannot check /);
  }
  await using directory = await tempDirectory();
  await install(directory.path);
  const { err } = await cli(["doctor", "--libdir", `${directory.path}/inputs`]);
  match(err, /has no directory inputs; did you mean .*?\?/);
});

testUnless(
  obstacle,
  "doctor finds the mounts of a service that was killed, and the command clears them",
  async () => {
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
    const finding = checks.find(({ check }: { check: string }) => check === "leftover-mounts");
    deepStrictEqual([finding.state, finding.remedy], ["wrong", `umount --lazy '${target}'`]);
    strictEqual(out.trim(), "0");
  },
);

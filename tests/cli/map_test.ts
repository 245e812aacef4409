import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { AS_NOBODY, cli, noNobody, PROGRAM, run } from "./support/cli.ts";
import { testUnless } from "../support/skip.ts";
import { storeImage } from "../support/store_image.ts";
import { tempDirectory } from "../support/temp_directory.ts";
import { mountAbility } from "../../tools/python.ts";

const { prefix, obstacle } = await mountAbility();

/** Maps two images, looks at what a stage would see, ends it, and looks again. */
const SCRIPT = `
program=$1 store=$2 target=$3 one=$4 two=$5 end=$6
mkfifo input; : > err; "$program" map "$store" "$target" "$one=first" "$two" < input > reply 2> err & pid=$!
exec 9> input
while ! grep -q mapped err && kill -0 $pid 2> /dev/null; do sleep 0.02; done
echo "seen: $(ls "$target" | wc -l)"
cmp "$store/sources/org.osbuild.containers/$one/image/manifest.json" "$target/$one/manifest.json" && echo same
touch "$target/$one/x" 2> /dev/null || echo read-only
eval "$end"
wait $pid; echo "status: $?"
echo "left: $(ls "$target" | wc -l) $(grep -c "$target" /proc/self/mountinfo)"
`;

const ENDS = {
  "Enter is pressed": "echo >&9",
  "the input ends": "exec 9>&-",
  "SIGINT comes": "kill -INT $pid",
  "SIGTERM comes": "kill -TERM $pid",
  "SIGHUP comes": "kill -HUP $pid",
  "SIGQUIT comes": "kill -QUIT $pid",
};

/** A store with images, and a target. */
async function prepare(...names: string[]) {
  const directory = await tempDirectory();
  const [store, target] = [`${directory.path}/store`, `${directory.path}/target`];
  const ids: string[] = [];
  for (const name of names) {
    const { id } = await storeImage(store, { config: { config: { Labels: { name } } } });
    ids.push(id);
  }
  await Deno.mkdir(target);
  await Deno.chmod(directory.path, 0o755);
  const mapped = () => [...Deno.readDirSync(target)].map(({ name }) => name);
  return { ...directory, store, target, ids, mapped };
}

for (const [when, end] of Object.entries(ENDS)) {
  testUnless(obstacle, `map shows images read-only, and takes them away when ${when}`, async () => {
    await using it = await prepare("one", "two");
    const [one, two] = it.ids as [string, string];
    const script = ["sh", "-c", `cd "$0"\n${SCRIPT}`, it.path];
    const args = [PROGRAM, it.store, it.target, one, two, end];
    const { out, err } = await run([...prefix, ...script, ...args]);
    const lines = ["seen: 2", "same", "read-only", "status: 0", "left: 0 0"];
    deepStrictEqual([out.trimEnd().split("\n"), err], [lines, ""]);
    deepStrictEqual(JSON.parse(await Deno.readTextFile(`${it.path}/reply`)), {
      path: it.target,
      data: {
        archives: {
          [one]: { format: "dir", name: "first" },
          [two]: { format: "dir", name: two },
        },
      },
    });
    match(await Deno.readTextFile(`${it.path}/err`), /press Enter to unmount/);
  });
}

testUnless(obstacle, "map takes an id or a name, and ends when there is no input", async () => {
  await using it = await prepare("localhost/hello");
  const [id] = it.ids as [string];
  for (const ref of [id.slice(7, 19), "localhost/hello"]) {
    const { code, out } = await cli(["map", it.store, it.target, ref], { prefix });
    strictEqual(code, 0);
    ok(JSON.parse(out).data.archives[id]);
    deepStrictEqual(it.mapped(), []);
  }
});

testUnless(obstacle, "map takes images away when nobody takes the reply", async () => {
  await using it = await prepare("one");
  // Input that does not end: it must not be waited for.
  const script = `mkfifo "$0/input"; exec 8<> "$0/input"; "$@" <&8 > /dev/full
    echo "status: $?"; grep -c "$0" /proc/self/mountinfo`;
  const args = [PROGRAM, "map", it.store, it.target, ...it.ids];
  const { out, err } = await run([...prefix, "sh", "-c", script, it.path, ...args]);
  deepStrictEqual(out, "status: 1\n0\n");
  match(err, /^osbuild-input-containers: Cannot write the output: No space left on device\n$/);
  deepStrictEqual(it.mapped(), []);
});

Deno.test("map fails in one line when directories or images are not there", async () => {
  await using it = await prepare("one", "twice", "twice");
  const { store, target, ids: [id] } = it;
  const cases: [string[], RegExp][] = [
    [[store, target, "twice"], /2 images have this name \([0-9a-f]{12}, [0-9a-f]{12}\)/],
    [[`${store}x`, target, id!], /the store .*: it does not exist/],
    [[store, `${target}/x`, id!], /make the directory first/],
    [[store, target, "sha256:zz"], /no image id in .* starts with it/],
    [[store, target, "../x"], /no image id in .* starts with it/],
    [[store, target, "\x1b[2J"], /\\x1b\[2J/],
    [[store, target, id!, id!.slice(7, 20)], /named twice/],
    [[store, target, id!], /target\/sha256:\w+: it exists; choose another TARGET, or rmdir it$/m],
  ];
  await Deno.mkdir(`${target}/${id}`);
  for (const [args, message] of cases) {
    const { code, out, err } = await cli(["map", ...args]);
    deepStrictEqual([code, out, err.split("\n").length], [1, "", 2], err);
    match(err, message);
  }
});

testUnless(noNobody, "map says that it needs root", async () => {
  await using it = await prepare("one");
  const args = ["map", it.store, it.target, `${it.ids[0]}=a b`];
  const { code, err } = await cli(args, { prefix: AS_NOBODY });
  strictEqual(code, 1);
  match(err, /: this needs root: sudo osbuild-input-containers map .*target 'sha256:\w+=a b'\n$/);
  deepStrictEqual(it.mapped(), []);
});

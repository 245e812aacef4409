import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { AS_NOBODY, cli, noNobody, PROGRAM, run } from "./support/cli.ts";
import { unless } from "../support/skip.ts";
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

for (const [when, end] of Object.entries(ENDS)) {
  Deno.test({
    ...unless(obstacle, `map shows images read-only, and takes them away when ${when}`),
    fn: async () => {
      await using directory = await tempDirectory();
      const [store, target] = [`${directory.path}/store`, `${directory.path}/target`];
      const [one, two] = [await storeImage(store), await storeImage(store)];
      await Deno.mkdir(target);
      const args = [PROGRAM, store, target, one.id, two.id, end];
      const { out, err } = await run(
        [...prefix, "sh", "-c", `cd "$0"\n${SCRIPT}`, directory.path, ...args],
      );
      const lines = ["seen: 2", "same", "read-only", "status: 0", "left: 0 0"];
      deepStrictEqual([out.trimEnd().split("\n"), err], [lines, ""]);
      deepStrictEqual(JSON.parse(await Deno.readTextFile(`${directory.path}/reply`)), {
        path: target,
        data: {
          archives: {
            [one.id]: { format: "dir", name: "first" },
            [two.id]: { format: "dir", name: two.id },
          },
        },
      });
      match(await Deno.readTextFile(`${directory.path}/err`), /press Enter to unmount/);
    },
  });
}

Deno.test({
  ...unless(obstacle, "map takes an id or a name, and ends by itself when there is no input"),
  fn: async () => {
    await using directory = await tempDirectory();
    const config = { config: { Labels: { name: "localhost/hello" } } };
    const { id } = await storeImage(`${directory.path}/store`, { config });
    await Deno.mkdir(`${directory.path}/target`);
    for (const ref of [id.slice(7, 19), "localhost/hello"]) {
      const args = ["map", `${directory.path}/store`, `${directory.path}/target`, ref];
      const { code, out } = await cli(args, { prefix });
      strictEqual(code, 0);
      ok(JSON.parse(out).data.archives[id]);
      deepStrictEqual([...Deno.readDirSync(`${directory.path}/target`)], []);
    }
  },
});

Deno.test({
  ...unless(obstacle, "map takes images away when nobody takes the reply"),
  fn: async () => {
    await using directory = await tempDirectory();
    const { id } = await storeImage(`${directory.path}/store`);
    await Deno.mkdir(`${directory.path}/target`);
    // Input that does not end: it must not be waited for.
    const script = `mkfifo "$0/input"; exec 8<> "$0/input"; "$@" <&8 > /dev/full
      echo "status: $?"; grep -c "$0" /proc/self/mountinfo`;
    const words = ["sh", "-c", script];
    const args = [PROGRAM, "map", `${directory.path}/store`, `${directory.path}/target`, id];
    const { out, err } = await run([...prefix, ...words, directory.path, ...args]);
    deepStrictEqual(out, "status: 1\n0\n");
    match(err, /^osbuild-input-containers: Cannot write the output: No space left on device\n$/);
    deepStrictEqual([...Deno.readDirSync(`${directory.path}/target`)], []);
  },
});

Deno.test("map fails in one line when directories or images are not there", async () => {
  await using directory = await tempDirectory();
  const store = `${directory.path}/store`;
  const { id } = await storeImage(store);
  const config = { config: { Labels: { name: "twice" } } };
  for (let i = 0; i < 2; i++) await storeImage(store, { config });
  const cases: [string[], RegExp][] = [
    [[store, directory.path, "twice"], /2 images have this name \([0-9a-f]{12}, [0-9a-f]{12}\)/],
    [[`${store}x`, directory.path, id], /the store .*: it does not exist/],
    [[store, `${directory.path}/x`, id], /make the directory first/],
    [[store, directory.path, "sha256:zz"], /no image id in .* starts with it/],
    [[store, directory.path, "../x"], /no image id in .* starts with it/],
    [[store, directory.path, "\x1b[2J"], /\\x1b\[2J/],
    [[store, directory.path, id, id.slice(7, 20)], /named twice/],
  ];
  for (const [args, message] of cases) {
    const { code, out, err } = await cli(["map", ...args]);
    deepStrictEqual([code, out, err.split("\n").length], [1, "", 2], err);
    match(err, message);
  }
});

Deno.test({
  ...unless(noNobody, "map says that it needs root"),
  fn: async () => {
    await using directory = await tempDirectory();
    const { id } = await storeImage(`${directory.path}/store`);
    await Deno.chmod(directory.path, 0o755);
    await Deno.mkdir(`${directory.path}/target`);
    const args = ["map", `${directory.path}/store`, `${directory.path}/target`, `${id}=a b`];
    const { code, err } = await cli(args, { prefix: AS_NOBODY });
    strictEqual(code, 1);
    match(err, /: this needs root: sudo osbuild-input-containers map .*target 'sha256:\w+=a b'\n$/);
    deepStrictEqual([...Deno.readDirSync(`${directory.path}/target`)], []);
  },
});

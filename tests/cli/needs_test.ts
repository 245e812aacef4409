import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { missing, testUnless } from "../support/skip.ts";
import { storeImage } from "../support/store_image.ts";
import { tempDirectory } from "../support/temp_directory.ts";
import { cli, noTerminal, run } from "./support/cli.ts";
import { ABSENT, manifest } from "./support/manifest.ts";
import { mountAbility } from "../../tools/python.ts";

const { prefix, obstacle } = await mountAbility();

/** Validates a manifest with a store. */
async function validate(stdin: string, store: string, ...args: string[]) {
  return await cli(["validate", "--store", store, ...args, "-"], { stdin });
}

/** The exit status, and the states of the images that a manifest wants. */
async function states(stdin: string, store: string, ...args: string[]) {
  const { code, out } = await validate(stdin, store, "--json", ...args);
  return [code, ...JSON.parse(out).images.map(({ state }: { state: string }) => state)];
}

Deno.test("validate --store tells images that are there from missing, damaged and coming ones", async () => {
  await using directory = await tempDirectory();
  const store = directory.path;
  const good = await storeImage(store, { layers: [500] });
  const bad = await storeImage(store);
  const other = await storeImage(store, { layers: [7] });
  const coming = await storeImage(store);
  const images = `${store}/sources/org.osbuild.containers`;
  await Deno.truncate(bad.layers[0]!, 999);
  await Deno.mkdir(`${images}/tmp-download-x/container-archive`, { recursive: true });
  await Deno.rename(coming.directory, `${images}/tmp-download-x/container-archive/image`);
  await Deno.remove(`${images}/${coming.id}`);

  const names = { [good.id]: "localhost/0", [ABSENT]: "localhost/1", [coming.id]: "localhost/2" };
  const fine = await validate(manifest(names), store);
  const place = "standard input: pipeline image, stage 0 (org.osbuild.skopeo), input";
  deepStrictEqual([fine.code, fine.err], [0, ""]);
  const lines = fine.out.split("\n");
  match(lines[0]!, new RegExp(`^${RegExp.escape(`${place} images: present ${good.id} localh`)}`));
  deepStrictEqual(lines.slice(1, 4), [
    `${place} images: missing ${ABSENT} localhost/1`,
    `${place} images: downloading ${coming.id} localhost/2`,
    `${place} built: built name:build localhost/built`,
  ]);
  match(
    lines[4]!,
    /^needs 4 images: 1 is there, 1 is missing \(sha256:a+: osbuild fetches it\), 1 /,
  );
  match(lines[4]!, /; 2 others in the store, [\d.]+ kB, are not needed by these manifests$/);

  const failed = await validate(manifest({ [bad.id]: "localhost/0" }), store);
  strictEqual(failed.code, 1);
  match(failed.out, /images: damaged sha256:/);
  ok(failed.out.includes("its length is 999 bytes, not 1000"), failed.out);
  ok(failed.out.includes(`remedy: rm -r ${images}/${bad.id}\n`), failed.out);

  await Deno.writeFile(other.layers[0]!, new Uint8Array(7));
  const text = manifest({ [other.id]: "localhost/0" });
  deepStrictEqual(await states(text, store), [0, "present", "built"]);
  deepStrictEqual(await states(text, store, "--verify"), [1, "damaged", "built"]);
});

testUnless(noTerminal, "validate --store draws a tree that fits a terminal", async () => {
  await using directory = await tempDirectory();
  const path = `${directory.path}/m.json`;
  const { id } = await storeImage(directory.path);
  await Deno.writeTextFile(path, manifest({ [id]: "localhost/0", [ABSENT]: "localhost/1" }));
  const { out } = await cli(["validate", "--store", directory.path, path], {
    terminal: true,
    env: { NO_COLOR: "1" },
  });
  const lines = out.trimEnd().split("\r\n");
  deepStrictEqual(lines.slice(1, 6).map((it) => it.replace(/ [0-9a-f]{12} .*/, "")), [
    "└── pipeline image",
    "    └── stage 0 (org.osbuild.skopeo)",
    "        ├── input images",
    "        │   ├── present",
    "        │   └── missing",
  ]);
  deepStrictEqual(lines.filter((it) => it.length > 80), []);
});

for (
  const [maker, driver] of [["skopeo", "vfs"], ["skopeo", "overlay"], ["podman", "vfs"]] as const
) {
  testUnless(
    obstacle ?? missing(maker, "skopeo", "umoci"),
    `validate --store finds images that ${maker} has put into a container storage with ${driver}`,
    async () => {
      await using directory = await tempDirectory();
      const store = `${directory.path}/store`;
      await Deno.mkdir(`${store}/sources`, { recursive: true });
      const script = `set -e; cd "$0"
      umoci init --layout oci; umoci new --image oci:hello; mkdir root; echo hello > root/hello
      tar -cf layer.tar -C root hello; umoci raw add-layer --image oci:hello layer.tar
      if [ "$2" = podman ]
      then podman --root "$0/storage" --runroot "$0/run" --storage-driver "$1" pull -q oci:oci:hello > pulled
      else skopeo copy -q oci:oci:hello "containers-storage:[$1@$0/storage+$0/run]localhost/hello"
      fi
      skopeo inspect --raw --config oci:oci:hello | sha256sum | cut -d ' ' -f 1`;
      // With overlay, skopeo leaves a mount.
      const shell = [...prefix, "sh", "-c", script, directory.path, driver, maker];
      const { code, out, err } = await run(shell);
      deepStrictEqual([code, err], [0, ""]);
      const id = `sha256:${out.trim()}`;
      const conf = `${directory.path}/storage.conf`;
      const settings = `driver = "${driver}"\ngraphroot = "${directory.path}/storage"\n`;
      await Deno.writeTextFile(conf, `[storage]\n${settings}`);
      const text = manifest({ [ABSENT]: "localhost/0" }, { [id]: "localhost/1" });
      const check = async (...args: string[]) => {
        const [code, , , state] = await states(text, store, "--storage-conf", conf, ...args);
        return [code, state];
      };
      deepStrictEqual(await check("--verify"), [0, "present"]);
      const listed = await validate(text, store, "--storage-conf", conf, "--json");
      ok(JSON.parse(listed.out).images.at(-1).size > 100);
      const config = `${directory.path}/storage/${driver}-images/${out.trim()}/=${btoa(id)}`;
      await Deno.writeFile(config, new Uint8Array((await Deno.stat(config)).size));
      deepStrictEqual(await check(), [0, "present"]);
      deepStrictEqual(await check("--verify"), [1, "damaged"]);
      await Deno.truncate(config, 1);
      deepStrictEqual(await check(), [1, "damaged"]);
      const absent = manifest({ [ABSENT]: "localhost/0" }, { [ABSENT]: "localhost/1" });
      const missing = await states(absent, store, "--storage-conf", conf);
      deepStrictEqual(missing, [1, "missing", "built", "missing"]);
    },
  );
}

import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { missing, testUnless } from "../support/skip.ts";
import { storeImage } from "../support/store_image.ts";
import { tempDirectory } from "../support/temp_directory.ts";
import { cli, noTerminal, run } from "./support/cli.ts";
import { mountAbility } from "../../tools/python.ts";

const { prefix, obstacle } = await mountAbility();

const ABSENT = `sha256:${"a".repeat(64)}`;

/** Writes a manifest whose only stage wants images of a store, of a pipeline, and of the host. */
async function manifest(path: string, ids: readonly string[], hosts: readonly string[] = []) {
  // There are no inputs without references.
  const input = (type: string, origin: string, ids: readonly string[]) =>
    ids.length === 0 ? undefined : {
      type: `org.osbuild.${type}`,
      origin: `org.osbuild.${origin}`,
      references: Object.fromEntries(ids.map((id, i) => [id, { name: `localhost/${i}` }])),
    };
  const inputs = {
    images: input("containers", "source", ids),
    built: input("containers", "pipeline", ["name:build"]),
    host: input("containers-storage", "source", hosts),
  };
  const items = (ids: readonly string[]) => ({
    items: Object.fromEntries(ids.map((id) => [id, {}])),
  });
  const document = {
    version: "2",
    pipelines: [
      { name: "build" },
      { name: "image", stages: [{ type: "org.osbuild.skopeo", inputs }] },
    ],
    sources: { "org.osbuild.skopeo": items(ids), "org.osbuild.containers-storage": items(hosts) },
  };
  await Deno.writeTextFile(path, JSON.stringify(document));
}

Deno.test("validate --store tells images that are there from missing, damaged and coming ones", async () => {
  await using directory = await tempDirectory();
  const [store, path] = [`${directory.path}/store`, `${directory.path}/m.json`];
  const good = await storeImage(store, { layers: [500] });
  const bad = await storeImage(store);
  const other = await storeImage(store, { layers: [7] });
  const coming = await storeImage(store);
  const images = `${store}/sources/org.osbuild.containers`;
  await Deno.truncate(bad.layers[0]!, 999);
  await Deno.mkdir(`${images}/tmp-download-x/container-archive`, { recursive: true });
  await Deno.rename(coming.directory, `${images}/tmp-download-x/container-archive/image`);
  await Deno.remove(`${images}/${coming.id}`);
  await manifest(path, [good.id, ABSENT, coming.id]);

  const fine = await cli(["validate", "--store", store, path]);
  const place = `${path}: pipeline image, stage 0 (org.osbuild.skopeo), input`;
  deepStrictEqual([fine.code, fine.err], [0, ""]);
  const lines = fine.out.split("\n");
  match(lines[0]!, new RegExp(`^${RegExp.escape(`${place} images: present ${good.id} localh`)}`));
  deepStrictEqual(lines.slice(1, 4), [
    `${place} images: missing ${ABSENT} localhost/1`,
    `${place} images: downloading ${coming.id} localhost/2`,
    `${place} built: built name:build localhost/0`,
  ]);
  match(
    lines[4]!,
    /^needs 4 images: 1 is there, 1 is missing \(sha256:a+: osbuild fetches it\), 1 /,
  );
  match(lines[4]!, /; 2 others in the store, [\d.]+ kB, are not needed by these manifests$/);

  await manifest(path, [bad.id]);
  const failed = await cli(["validate", "--store", store, path]);
  strictEqual(failed.code, 1);
  match(failed.out, /images: damaged sha256:/);
  ok(failed.out.includes("its length is 999 bytes, not 1000"), failed.out);
  ok(failed.out.includes(`remedy: rm -r ${images}/${bad.id}\n`), failed.out);

  await Deno.writeFile(other.layers[0]!, new Uint8Array(7));
  await manifest(path, [other.id]);
  const states = async (...args: string[]) => {
    const { code, out } = await cli(["validate", "--json", "--store", store, ...args, path]);
    return [code, JSON.parse(out).images.map(({ state }: { state: string }) => state)];
  };
  deepStrictEqual(await states(), [0, ["present", "built"]]);
  deepStrictEqual(await states("--verify"), [1, ["damaged", "built"]]);
});

testUnless(noTerminal, "validate --store draws a tree that fits a terminal", async () => {
  await using directory = await tempDirectory();
  const [store, path] = [`${directory.path}/store`, `${directory.path}/m.json`];
  const { id } = await storeImage(store);
  await manifest(path, [id, ABSENT]);
  const { out } = await cli(["validate", "--store", store, path], {
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
      const [conf, path] = [`${directory.path}/storage.conf`, `${directory.path}/m.json`];
      const settings = `driver = "${driver}"\ngraphroot = "${directory.path}/storage"\n`;
      await Deno.writeTextFile(conf, `[storage]\n${settings}`);
      const states = async (id: string, ...more: string[]) => {
        await manifest(path, [], [id]);
        const args = ["--json", "--store", store, "--storage-conf", conf, ...more];
        const { code, out } = await cli(["validate", ...args, path]);
        const { images } = JSON.parse(out);
        return [code, images.at(-1).state, images.at(-1).size > 100];
      };
      deepStrictEqual(await states(id, "--verify"), [0, "present", true]);
      deepStrictEqual((await states(ABSENT)).slice(0, 2), [1, "missing"]);
      const images = `${directory.path}/storage/${driver}-images/${out.trim()}`;
      const config = `${images}/=${btoa(id)}`;
      await Deno.writeFile(config, new Uint8Array((await Deno.stat(config)).size));
      strictEqual((await states(id))[1], "present");
      deepStrictEqual((await states(id, "--verify")).slice(0, 2), [1, "damaged"]);
      await Deno.truncate(config, 1);
      deepStrictEqual((await states(id)).slice(0, 2), [1, "damaged"]);
    },
  );
}

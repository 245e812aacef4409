import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { missing, testUnless } from "../support/skip.ts";
import { stripVTControlCharacters } from "node:util";
import { unicodeWidth } from "@std/cli/unicode-width";
import { tempDirectory } from "../support/temp_directory.ts";
import { AS_NOBODY, cli, noNobody, noTerminal, run } from "./support/cli.ts";
import { storeImage } from "../support/store_image.ts";

interface Listed {
  readonly id: string;
  readonly problems: readonly { readonly file: string; readonly message: string }[];
}

/** Problems of each image after a verification, by id. */
async function verify(store: string): Promise<Map<string, string>> {
  const { code, out } = await cli(["images", "--verify", "--json", store]);
  const images: Listed[] = JSON.parse(out).images;
  strictEqual(code, images.every(({ problems }) => problems.length === 0) ? 0 : 1);
  return new Map(images.map(({ id, problems }) => [
    id,
    problems.map(({ file, message }) => `${file}: ${message}`).join("\n"),
  ]));
}

Deno.test("images lists what images say of themselves, and --verify is content when they are intact", async () => {
  await using directory = await tempDirectory();
  const { id } = await storeImage(directory.path, {
    layers: [0, 1, 3_000_000],
    config: {
      created: "2024-05-06T07:08:09Z",
      variant: "v3",
      config: { Labels: { name: "hello" } },
    },
  });
  const { code, out } = await cli(["images", directory.path]);
  strictEqual(code, 0);
  match(out, new RegExp(`^hello +linux/amd64/v3 +2024-05-06 +3 +3 MB +${id}$`, "m"));
  await storeImage(directory.path);
  const verified = await cli(["images", "--verify", directory.path]);
  deepStrictEqual([verified.code, verified.err], [0, ""]);
  match(verified.out, /\n2 images, [\d.]+ MB: all intact\n$/);
  const { images: [image], ...document } = JSON.parse(
    (await cli(["images", "--json", directory.path])).out,
  );
  deepStrictEqual(document, { store: directory.path, verified: false, downloads: 0 });
  const names = ["id", "name", "platform", "created", "layers", "size", "problems", "remedy"];
  deepStrictEqual(Object.keys(image), names);
});

testUnless(
  noTerminal,
  "images fits 80 columns, whatever names and problems are, unless --no-trunc is given",
  async () => {
    await using directory = await tempDirectory();
    const name = `registry.example:5000/${"日本".repeat(40)}/hello:latest`;
    const config = { os: "x".repeat(50), config: { Labels: { name } } };
    const { id, layers } = await storeImage(directory.path, { config });
    await Deno.writeFile(layers[0]!, new Uint8Array(1000));
    const { out } = await cli(["images", "--verify", directory.path], { terminal: true });
    const lines = stripVTControlCharacters(out).replace(/^\r[^\r]*\r/, "").trimEnd().split("\r\n");
    // What `stty cols 80` would fold; a command that is to be pasted is one line.
    deepStrictEqual(
      lines.filter((line) => unicodeWidth(line) > 80 && !line.startsWith("  remedy: rm -r /")),
      [],
    );
    ok(lines.some((line) => line.includes("hello:latest")), out);
    match(lines.at(-1)!, /^1 image, .*: 1 bad$/);
    const whole = (await cli(["images", "--verify", "--no-trunc", directory.path])).out;
    ok([id, name, layers[0]!.split("/").at(-1)!].every((it) => whole.includes(it)), whole);
  },
);

/** Puts an image into a store, and runs a command on its files. */
async function damaged(store: string, command: string): Promise<string> {
  const { id, directory, config, layers: [layer = ""] } = await storeImage(store);
  const { err } = await run(["sh", "-ec", command], { env: { image: directory, config, layer } });
  strictEqual(err, "");
  return id;
}

Deno.test("images --verify finds damaged, longer, shorter, missing and left over files", async () => {
  await using directory = await tempDirectory();
  const cases: [command: string, problem: RegExp][] = [
    ["true", /^$/],
    ["head -c 1000 /dev/zero > $layer", /damaged/],
    ["truncate -s 999 $layer", /its length is 999 bytes, not 1000/],
    ["truncate -s 4T $layer", /bytes, not 1000/],
    ["rm $layer", /it is missing/],
    ["rm $config", /it is missing/],
    ["truncate -s 10 $config", /10 bytes/],
    ["rm $image/version", /image\/version: it is missing/],
    ["touch $image/more", /image\/more: it is left over/],
    ["mkdir $image/sub", /image\/sub: it is left over/],
    ["rm $image/manifest.json", /manifest\.json: it is missing/],
    ["echo { > $image/manifest.json", /it is not JSON/],
    ["rm -r $image", /the download was interrupted/],
  ];
  const { id: misnamed } = await storeImage(directory.path, { id: `sha256:${"0".repeat(64)}` });
  const expected: [id: string, problem: RegExp][] = [[misnamed, /not the image's id/]];
  for (const [command, problem] of cases) {
    expected.push([await damaged(directory.path, command), problem]);
  }
  const found = await verify(directory.path);
  for (const [id, problem] of expected) match(found.get(id)!, problem);
});

Deno.test("images finds files that are missing or of the wrong size without reading them", async () => {
  await using directory = await tempDirectory();
  await damaged(directory.path, "truncate -s 999 $layer");
  await damaged(directory.path, "rm $layer");
  const { code, out } = await cli(["images", directory.path]);
  strictEqual(code, 1);
  match(out, /its length is 999 bytes, not 1000/);
  match(out, /it is missing/);
  match(out, /\n2 images, [\d.]+ kB: 2 bad\n$/);
  // The remedy can be pasted.
  const remedies = [...out.matchAll(/^ {2}remedy: (.*)$/gm)].map(([, command]) => command!);
  await run(["sh", "-c", remedies.join("\n")]);
  deepStrictEqual([...Deno.readDirSync(`${directory.path}/sources/org.osbuild.containers`)], []);
});

Deno.test("images counts downloads apart, and sorts by name and date", async () => {
  await using directory = await tempDirectory();
  for (const [name, year] of [["b", 2024], ["a", 2025], ["a", 2024]] as const) {
    const config = { created: `${year}-01-02T00:00:00Z`, config: { Labels: { name } } };
    await storeImage(directory.path, { config });
  }
  const download = `${directory.path}/sources/org.osbuild.containers/tmp-download-x1`;
  await Deno.mkdir(`${download}/container-archive/image`, { recursive: true });
  const { code, out } = await cli(["images", directory.path]);
  strictEqual(code, 0);
  match(out, /^a .* 2024-.*\na .* 2025-.*\nb .* 2024-/m);
  match(out, /\n3 images, [\d.]+ kB; 1 download in progress or left over\n$/);
});

testUnless(
  noTerminal,
  "images takes no long time over names made of characters without width",
  async () => {
    await using directory = await tempDirectory();
    const name = "\u200b".repeat(1000);
    for (let i = 0; i < 30; i++) {
      await storeImage(directory.path, { config: { config: { Labels: { name } } } });
    }
    const start = performance.now();
    const { code } = await cli(["images", directory.path], { terminal: true });
    // Formerly 6 s for each.
    deepStrictEqual([code, performance.now() - start < 60_000], [0, true]);
  },
);

Deno.test("images follows a link in the place of an image as long as it stays in the store", async () => {
  await using directory = await tempDirectory();
  const outside = `${directory.path}/outside`;
  const inside = await damaged(directory.path, "mv $image $image.1; ln -s $image.1 $image");
  const out = await damaged(directory.path, `mv $image ${outside}; ln -s ${outside} $image`);
  const found = await verify(directory.path);
  strictEqual(found.get(inside), "");
  match(found.get(out)!, /^image: it is a symbolic link that leads out of the store, to /);
});

Deno.test("images neither follows links nor waits for pipes", async () => {
  await using directory = await tempDirectory();
  for (const make of ["ln -s /dev/zero", "ln -s loop", "ln -s /etc/passwd", "mkfifo"]) {
    for (const path of ["$layer", "$config", "$image/manifest.json", "$image/version", "$image"]) {
      await damaged(directory.path, `rm -r ${path}; ${make} ${path}`);
    }
  }
  const found = await verify(directory.path);
  strictEqual(found.size, 20);
  for (const problems of found.values()) match(problems, /symbolic link|is not a (file|directory)/);
});

Deno.test("images survives manifests and configurations that are made to break it", async () => {
  await using directory = await tempDirectory();
  const deep = "[".repeat(2_000_000) + "]".repeat(2_000_000);
  const digest = (i: number) => `sha256:${i.toString(16).padStart(64, "0")}`;
  const layers = Array.from({ length: 20_000 }, (_, i) => ({ digest: digest(i), size: 1 }));
  const images = [
    await storeImage(directory.path, { manifest: { layers: {} } }),
    await storeImage(directory.path, {
      manifest: { config: { digest: "sha256:../../x", size: 1 } },
    }),
    await storeImage(directory.path, { manifest: { layers } }),
    await storeImage(directory.path, { config: { os: {}, created: [], config: "x" } }),
  ];
  const { id: nested, directory: image } = await storeImage(directory.path);
  await Deno.writeTextFile(`${image}/manifest.json`, deep);
  const large = await damaged(directory.path, "truncate -s 1T $image/manifest.json");
  const { code, out, err } = await cli(["images", "--verify", directory.path]);
  deepStrictEqual([code, err], [1, ""]);
  for (const id of [...images.map((it) => it.id), nested, large]) ok(out.includes(id.slice(7, 19)));
  ok(out.split("\n").length < 100);
});

Deno.test("images says that there are none, or that there is no store", async () => {
  await using directory = await tempDirectory();
  const store = `${directory.path}/store`;
  await Deno.mkdir(`${store}/sources`, { recursive: true });
  const { code, out, err } = await cli(["images", store]);
  deepStrictEqual([code, out], [0, ""]);
  match(err, /no images in /);
  const verified = await cli(["images", "--verify", store]);
  deepStrictEqual([verified.code, verified.out], [1, ""]);
  match(verified.err, /no images in .*: nothing was verified\n$/);
  const cases: [path: string, hint: RegExp][] = [
    [`${directory.path}/none`, /does not exist; STORE is the directory given to osbuild by --/],
    ["/dev/null", /a part of its path is not a directory; STORE/],
    [directory.path, /it has no directory sources; did you mean .*\/store\?$/m],
    [`${store}/sources`, /it has no directory sources; did you mean .*\/store\?$/m],
    ["", /STORE is empty/],
  ];
  for (const [path, hint] of cases) {
    for (const args of [[], ["--verify"]]) {
      const failed = await cli(["images", ...args, path]);
      deepStrictEqual([failed.code, failed.out], [1, ""], path);
      match(failed.err, hint);
    }
  }
});

testUnless(noNobody, "images says that a store may not be read", async () => {
  await using directory = await tempDirectory();
  const image = await storeImage(directory.path);
  const asNobody = () => cli(["images", "--verify", directory.path], { prefix: AS_NOBODY });
  match((await asNobody()).err, /permission denied; run this as root/);
  await Deno.chmod(directory.path, 0o755);
  await Deno.chmod(image.layers[0]!, 0o600);
  match((await asNobody()).out, /permission denied/);
});

testUnless(
  noTerminal,
  "images --verify shows on a terminal which image it reads",
  async () => {
    await using directory = await tempDirectory();
    await storeImage(directory.path);
    const { out } = await cli(["images", "--verify", directory.path], { terminal: true });
    const [first = ""] = out.replaceAll("\x1b", "").split("\r[K").filter((it) => it !== "");
    match(first, /^image 1 of 1, \d+ B of 1\.\d+ kB$/);
    strictEqual((await cli(["images", "--verify", directory.path])).err, "");
  },
);

testUnless(
  missing("skopeo", "umoci"),
  "images --verify is content with what skopeo stores",
  async () => {
    await using directory = await tempDirectory();
    const script = `set -e; cd "$0"
    umoci init --layout oci; umoci new --image oci:hello
    umoci config --image oci:hello --config.label name=localhost/hello --os linux
    skopeo copy --quiet oci:oci:hello dir:image
    id=sha256:$(skopeo inspect --raw --config dir:image | sha256sum | cut -d ' ' -f 1)
    mkdir -p "store/sources/org.osbuild.containers/$id"
    mv image "store/sources/org.osbuild.containers/$id/"; echo "$id"`;
    const { code, out, err } = await run(["sh", "-c", script, directory.path]);
    deepStrictEqual([code, err], [0, ""]);
    const listed = await cli(["images", "--verify", `${directory.path}/store`]);
    strictEqual(listed.code, 0, listed.out);
    ok(listed.out.includes(out.trim().slice(7, 19)));
    match(listed.out, /^localhost\/hello /m);
  },
);

import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { dirname } from "node:path/posix";
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

Deno.test("images fits 80 columns, whatever names and problems are, unless --no-trunc is given", async () => {
  await using directory = await tempDirectory();
  const name = `registry.example:5000/${"日本".repeat(40)}/hello:latest`;
  const config = {
    os: "x".repeat(50),
    created: "2024-05-06T07:08:09Z",
    config: { Labels: { name } },
  };
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
});

Deno.test("images --verify finds damaged, longer, shorter, missing and left over files", async () => {
  await using directory = await tempDirectory();
  const store = directory.path;
  const cases: [(it: Awaited<ReturnType<typeof storeImage>>) => Promise<void>, RegExp][] = [
    [({ layers }) => Deno.writeFile(layers[0]!, new Uint8Array(1000)), /damaged/],
    [({ layers }) => Deno.truncate(layers[0]!, 999), /its length is 999 bytes, not 1000/],
    [({ layers }) => Deno.truncate(layers[0]!, 2 ** 42), /bytes, not 1000/],
    [({ layers }) => Deno.remove(layers[0]!), /it is missing/],
    [({ config }) => Deno.remove(config), /it is missing/],
    [({ config }) => Deno.truncate(config, 10), /10 bytes/],
    [({ directory }) => Deno.remove(`${directory}/version`), /image\/version: it is missing/],
    [
      ({ directory }) => Deno.writeTextFile(`${directory}/more`, ""),
      /image\/more: it is left over/,
    ],
    [({ directory }) => Deno.mkdir(`${directory}/sub`), /image\/sub: it is left over/],
    [({ directory }) => Deno.remove(`${directory}/manifest.json`), /manifest\.json: it is missing/],
    [({ directory }) => Deno.writeTextFile(`${directory}/manifest.json`, "{"), /it is not JSON/],
    [
      ({ directory }) => Deno.remove(directory, { recursive: true }),
      /the download was interrupted/,
    ],
  ];
  const good = await storeImage(store);
  const misnamed = await storeImage(store, { id: `sha256:${"0".repeat(64)}` });
  const expected: [string, RegExp][] = [[good.id, /^$/], [misnamed.id, /not the image's id/]];
  for (const [damage, message] of cases) {
    const image = await storeImage(store);
    await damage(image);
    expected.push([image.id, message]);
  }
  const found = await verify(store);
  for (const [id, message] of expected) match(found.get(id)!, message);
});

Deno.test("images finds files that are missing or of the wrong size without reading them", async () => {
  await using directory = await tempDirectory();
  const [short, gone] = [await storeImage(directory.path), await storeImage(directory.path)];
  await Deno.truncate(short.layers[0]!, 999);
  await Deno.remove(gone.layers[0]!);
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
  const { id, directory: image } = await storeImage(directory.path);
  for (
    const [aim, problems] of [
      [`${dirname(image)}/elsewhere`, ""],
      [
        `${directory.path}/outside`,
        `image: it is a symbolic link that leads out of the store, to `,
      ],
    ] as const
  ) {
    await Deno.rename(await Deno.realPath(image), aim);
    await Deno.remove(image).catch(() => {});
    await Deno.symlink(aim, image);
    match((await verify(directory.path)).get(id)!, new RegExp(`^${problems}`));
    strictEqual((await verify(directory.path)).get(id) === "", problems === "");
  }
});

Deno.test("images neither follows links nor waits for pipes", async () => {
  await using directory = await tempDirectory();
  const link = (target: string) => (path: string) => Deno.symlink(target, path);
  const fifo = (path: string) => run(["mkfifo", path]);
  for (const make of [link("/dev/zero"), link("loop"), link("/etc/passwd"), fifo]) {
    for (const file of ["layer", "config", "manifest", "version", "directory"] as const) {
      const image = await storeImage(directory.path);
      const path = {
        layer: image.layers[0]!,
        config: image.config,
        manifest: `${image.directory}/manifest.json`,
        version: `${image.directory}/version`,
        directory: image.directory,
      }[file];
      await Deno.remove(path, { recursive: true });
      await make(path);
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
  const images = [
    await storeImage(directory.path, { manifest: { layers: {} } }),
    await storeImage(directory.path, {
      manifest: { config: { digest: "sha256:../../x", size: 1 } },
    }),
    await storeImage(directory.path, {
      manifest: {
        layers: Array.from({ length: 20_000 }, (_, i) => ({ digest: digest(i), size: 1 })),
      },
    }),
    await storeImage(directory.path, { config: { os: {}, created: [], config: "x" } }),
    await storeImage(directory.path),
    await storeImage(directory.path),
  ];
  await Deno.writeTextFile(`${images.at(-1)!.directory}/manifest.json`, deep);
  await Deno.truncate(`${images.at(-2)!.directory}/manifest.json`, 2 ** 40);
  const { code, out, err } = await cli(["images", "--verify", directory.path]);
  deepStrictEqual([code, err], [1, ""]);
  for (const { id } of images) ok(out.includes(id.slice(7, 19)));
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
  for (
    const [path, hint] of [
      [
        `${directory.path}/nowhere`,
        /does not exist; STORE is the directory given to osbuild by --/,
      ],
      ["/dev/null", /a part of its path is not a directory; STORE/],
      [directory.path, /it has no directory sources; did you mean .*\/store\?$/m],
      [`${store}/sources`, /it has no directory sources; did you mean .*\/store\?$/m],
      ["", /STORE is empty/],
    ] as const
  ) {
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
  "images --verify shows which image it reads when a terminal is there",
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
  "images --verify is content with an image that skopeo has stored",
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

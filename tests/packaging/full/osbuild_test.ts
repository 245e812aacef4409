import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { realOsbuild, unpackOsbuild } from "../support/osbuild.ts";
import { packages, packagingTest, run } from "../support/packaging.ts";
import { INPUTS, type PackageRoot, PARTS, rootTest } from "../support/root.ts";
import { storeImage } from "../../support/store_image.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { isInstalled } from "../../../tools/shared/run.ts";
import { MODULES, PRIVATE_DIRECTORY, ROOT } from "../../../tools/shared/project.ts";

const SUPPORT = join(import.meta.dirname!, "..", "support");
const COMMITS = (Deno.env.get("OSBUILD_COMMITS") || "HEAD").split(/[\s,]+/);
const [CONTAINERS, STORAGE] = MODULES.map(({ name }) => name) as [string, string];

/** Installs osbuild at a commit. */
async function installOsbuild(root: PackageRoot, commit: string): Promise<void> {
  await root.install(await root.pack(await realOsbuild(root.directory, commit)));
}

/** Configures an empty container storage. */
async function configureStorage({ directory, path }: PackageRoot): Promise<void> {
  const storage = join(directory, "storage");
  await Deno.mkdir(join(storage, "vfs-images"), { recursive: true });
  await Deno.mkdir(join(path, "etc/containers"), { recursive: true });
  const settings = `driver = "vfs"\ngraphroot = "${storage}"\nrunroot = "/run/containers"\n`;
  await Deno.writeTextFile(join(path, "etc/containers/storage.conf"), `[storage]\n${settings}`);
}

for (const commit of COMMITS) {
  for (
    const { what, kind, made } of [
      { what: "of the rpm", kind: "rpm", made: packages.rpm },
      { what: "of the deb", kind: "deb", made: packages.deb },
      { what: "installed by hand", kind: "deb", made: PARTS },
    ] as const
  ) {
    rootTest(kind, `osbuild at ${commit} builds with the module ${what}`, {
      programs: ["bwrap", "skopeo", "git"],
      variables: ["OSBUILD_GIT"],
      files: [made],
    }, async (root) => {
      await installOsbuild(root, commit);
      await (made === PARTS ? root.installByHand() : root.install(made));
      await configureStorage(root);
      // Ends with 1 if anything is wrong.
      await root.run("osbuild-input-containers", "doctor");
      await buildPipelines(root);
    });
  }
}

/**
 * A manifest whose first pipeline packs an image from the store as an archive, and whose second
 * one unpacks that archive: both origins of the module's inputs. The third copies an image from the
 * host's container storage.
 */
function threePipelines(image: string) {
  const name = { name: "localhost/hello" };
  const pipeline = (
    pipeline: string,
    type: string,
    [origin, reference]: ["source" | "pipeline", string],
    destination: { type: string; path: string },
  ) => {
    const images = { type, origin: `org.osbuild.${origin}`, references: { [reference]: name } };
    const stage = { type: "org.osbuild.skopeo", inputs: { images }, options: { destination } };
    return { name: pipeline, stages: [stage] };
  };
  const archive = { type: "oci-archive", path: "/hello.tar" };
  const directory = { type: "dir", path: "/image" };
  return {
    version: "2",
    // The image is in the store already, so that nothing is fetched.
    sources: {
      "org.osbuild.skopeo": { items: { [image]: { image: { ...name, digest: image } } } },
      [STORAGE]: { items: { [image]: {} } },
    },
    pipelines: [
      pipeline("archive", CONTAINERS, ["source", image], archive),
      pipeline("tree", CONTAINERS, ["pipeline", "name:archive"], directory),
      pipeline("host", STORAGE, ["source", image], directory),
    ],
  };
}

/** A layer that container tools can unpack. */
async function layer(): Promise<Uint8Array> {
  await using directory = await tempDirectory();
  const path = join(directory.path, "layer.tar");
  await run(["tar", "-C", ROOT, "-cf", path, "LICENSE"]);
  return await Deno.readFile(path);
}

/** Lets osbuild copy an image in three pipelines. */
async function buildPipelines(root: PackageRoot): Promise<void> {
  const inside = (name: string) => join(root.directory, name);
  const [store, output, manifest] = [inside("store"), inside("output"), inside("manifest.json")];
  const { id: image, directory } = await storeImage(store, { layers: [await layer()] });
  await Deno.writeTextFile(manifest, JSON.stringify(threePipelines(image)));
  const copy = ["skopeo", "copy", "--quiet", "--insecure-policy"];
  await root.run(...copy, `dir:${directory}`, "containers-storage:localhost/hello");
  // Tells which module osbuild has started.
  const trace = inside("trace");
  const strace = ["strace", "-f", "-qq", "-e", "trace=execve", "-e", "signal=none", "-o", trace];
  const traced = isInstalled("strace");
  const where = ["--store", store, "--output-directory", output];
  const what = ["--export", "tree", "--export", "host", manifest];
  await root.run(...(traced ? strace : []), "osbuild", ...where, ...what);

  for (const tree of ["tree", "host"]) {
    const copied = await Deno.readTextFile(join(output, tree, "image", "manifest.json"));
    match(copied, new RegExp(image.slice("sha256:".length)));
  }
  if (!traced) return;
  const started = await Deno.readTextFile(trace);
  for (const { name } of MODULES) match(started, new RegExp(`execve\\("${INPUTS}/${name}"`));
}

const OLD = [
  // Of 2023-03-31, without the second module.
  { version: "v83", commit: "532a4c11", launcher: true, modules: MODULES.slice(0, 1) },
  { version: "v112", commit: "v112", launcher: true, modules: MODULES },
  { version: "v113", commit: "v113", launcher: false, modules: MODULES },
] as const;

for (const { version, commit, launcher, modules } of OLD) {
  const way = launcher ? "reads the launcher as Python" : "needs no launcher";
  rootTest("rpm", `osbuild ${version} ${way}, and maps by the program`, {
    programs: ["git", "python3"],
    variables: ["OSBUILD_GIT"],
    files: [packages.rpm, packages.launcherRpm],
  }, async (root) => {
    await installOsbuild(root, commit);
    await root.install(packages.rpm, ...(launcher ? [packages.launcherRpm] : []));
    await configureStorage(root);
    const store = join(root.directory, "store");
    const { id: image } = await storeImage(store);

    for (const { name, schema } of modules) {
      const isStorage = name === STORAGE;
      // Newer Python warns of what old osbuild does; that is not what is tested.
      const python = ["/usr/bin/python3", "-W", "ignore", join(SUPPORT, "old_osbuild.py")];
      const args = ["/usr/lib/osbuild", store, name, image, isStorage ? "storage" : image];
      const { files, text, ...report } = JSON.parse(await root.run(...python, ...args));
      const { summary, description } = JSON.parse(await Deno.readTextFile(schema));
      deepStrictEqual(report, {
        summary,
        checked: true,
        pipeline: !isStorage,
        accepted: true,
        refused: [false, false, false],
        path: "images",
        programs: [`${PRIVATE_DIRECTORY}/${CONTAINERS}`],
        left: [],
      });
      strictEqual(text.trim(), description.join("\n"));
      strictEqual(files.includes(isStorage ? "vfs-images" : "manifest.json"), true);
    }
  });
}

for (const { name, schema } of MODULES) {
  packagingTest(`osbuild reports wrong inputs of ${name} as with its own sidecar`, {
    programs: ["git", "python3"],
    variables: ["OSBUILD_GIT"],
  }, async () => {
    await using directory = await tempDirectory();
    await unpackOsbuild(directory.path, "HEAD", ["osbuild", "inputs"]);
    const original = join(directory.path, "inputs", `${name}.meta.json`);
    const compare = ["python3", join(SUPPORT, "compare_reports.py"), directory.path, name];
    match(await run([...compare, original, schema]), /\d{3,} wrong inputs of \d+: .* are equal/);
  });
}

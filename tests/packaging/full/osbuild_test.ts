import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { dirname, join } from "node:path";
import { realOsbuild, unpackOsbuild } from "../support/osbuild.ts";
import { packages, packagingTest, run } from "../support/packaging.ts";
import { BY_HAND, INPUTS, type PackageRoot, packageRoot } from "../support/root.ts";
import { storeImage } from "../../support/store_image.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { isInstalled } from "../../../tools/package/packages.ts";
import { partsDirectory } from "../../../tools/package/parts.ts";
import { HOST, MODULE, MODULES, PRIVATE_DIRECTORY } from "../../../tools/shared/project.ts";

const SUPPORT = join(import.meta.dirname!, "..", "support");
const COMMITS = (Deno.env.get("OSBUILD_COMMITS") || "HEAD").split(/[\s,]+/);
/** Installs osbuild at a commit. */
async function installOsbuild(root: PackageRoot, commit: string): Promise<void> {
  await root.install(await root.pack(await realOsbuild(root.directory, commit)));
}

/** How the module is installed beside osbuild. */
const WAYS = {
  "of the rpm": {
    kind: "rpm",
    programs: ["rpm", "rpmbuild"],
    files: [packages.rpm],
    install: (root: PackageRoot) => root.install(packages.rpm),
  },
  "of the deb": {
    kind: "deb",
    programs: ["dpkg"],
    files: [packages.deb],
    install: (root: PackageRoot) => root.install(packages.deb),
  },
  "installed by hand": {
    kind: "deb",
    programs: ["dpkg"],
    files: [join(partsDirectory(HOST), MODULE)],
    install: (root: PackageRoot) => root.run("sh", "-ec", `cd ${partsDirectory(HOST)}\n${BY_HAND}`),
  },
} as const;

for (const commit of COMMITS) {
  for (const [way, { kind, programs, files, install }] of Object.entries(WAYS)) {
    packagingTest(`osbuild at ${commit} builds with the module ${way}`, {
      root: true,
      programs: ["nsenter", "bwrap", "skopeo", "git", ...programs],
      variables: ["OSBUILD_GIT"],
      files,
    }, async () => {
      await using root = await packageRoot(kind);
      await installOsbuild(root, commit);
      await install(root);
      // Ends with 1 if anything is wrong.
      await root.run("osbuild-input-containers", "doctor");
      await buildPipelines(root);
    });
  }
}

/** Puts an image, given as a directory, into a new container storage. */
const STORAGE = `
mkdir -p /etc/containers "$0"
printf '[storage]\\ndriver = "vfs"\\ngraphroot = "%s"\\nrunroot = "/run/containers/storage"\\n' "$0" \\
  > /etc/containers/storage.conf
skopeo copy --quiet --insecure-policy "dir:$1" containers-storage:localhost/hello`;

/**
 * A manifest whose first pipeline packs an image from the store as an archive, and whose second
 * one unpacks that archive: both origins of the module's inputs. The third copies an image from the
 * host's container storage.
 */
function threePipelines(image: string) {
  const name = { name: "localhost/hello" };
  const [containers, storage] = MODULES.map(({ name }) => name) as [string, string];
  const pipeline = (
    pipeline: string,
    type: string,
    [origin, reference]: ["source" | "pipeline", string],
    destination: { type: string; path: string },
  ) => {
    const references = { [reference]: name };
    const images = { type, origin: `org.osbuild.${origin}`, references };
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
      [storage]: { items: { [image]: {} } },
    },
    pipelines: [
      pipeline("archive", containers, ["source", image], archive),
      pipeline("tree", containers, ["pipeline", "name:archive"], directory),
      pipeline("host", storage, ["source", image], directory),
    ],
  };
}

/** Lets osbuild copy an image in three pipelines. */
async function buildPipelines(root: PackageRoot): Promise<void> {
  const inside = (name: string) => join(root.directory, name);
  const [store, output, manifest] = [inside("store"), inside("output"), inside("manifest.json")];
  const { id: image, config } = await storeImage(store, { file: ["etc/motd", "Hello.\n"] });
  await Deno.writeTextFile(manifest, JSON.stringify(threePipelines(image)));
  await root.run("sh", "-ec", STORAGE, inside("storage"), dirname(config));
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
  packagingTest(`osbuild ${version} ${way}, and maps by the program`, {
    root: true,
    programs: ["nsenter", "git", "rpm", "rpmbuild", "python3"],
    variables: ["OSBUILD_GIT"],
    files: [packages.rpm, packages.launcherRpm],
  }, async () => {
    await using root = await packageRoot("rpm");
    await installOsbuild(root, commit);
    await root.install(packages.rpm, ...(launcher ? [packages.launcherRpm] : []));

    const [store, storage] = [join(root.directory, "store"), join(root.directory, "storage")];
    const { id: image } = await storeImage(store, { file: ["etc/motd", "Hello.\n"] });
    await Deno.mkdir(join(storage, "vfs-images"), { recursive: true });
    const conf = `[storage]\ndriver = "vfs"\ngraphroot = "${storage}"\n`;
    const writeConf = 'mkdir -p /etc/containers && echo "$0" > /etc/containers/storage.conf';
    await root.run("sh", "-c", writeConf, conf);

    for (const { name, schema } of modules) {
      const isStorage = name !== MODULE;
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
        programs: [`${PRIVATE_DIRECTORY}/${MODULE}`],
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

import { match } from "node:assert/strict";
import { dirname, join } from "node:path";
import { DirectoryRoot } from "../support/directory_root.ts";
import { threePipelines } from "../support/manifest.ts";
import { packagingTest } from "../support/needs.ts";
import { realOsbuild } from "../support/osbuild_tree.ts";
import { BY_HAND, INPUTS } from "../support/package_root.ts";
import { packages } from "../support/packages.ts";
import { osbuildDeb, osbuildRpm, type StandIn } from "../support/stand_in.ts";
import { storeImage } from "../../support/store_image.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { isInstalled } from "../../../tools/package/packages.ts";
import { partsDirectory } from "../../../tools/package/parts.ts";
import { MODULES } from "../../../tools/shared/project.ts";

/** Puts an image, given as a directory, into a new container storage. */
const STORAGE = `
mkdir -p /etc/containers "$0"
printf '[storage]\\ndriver = "vfs"\\ngraphroot = "%s"\\nrunroot = "/run/containers/storage"\\n' "$0" \\
  > /etc/containers/storage.conf
skopeo copy --quiet --insecure-policy "dir:$1" containers-storage:localhost/hello`;
const NEEDS = {
  root: true,
  programs: ["nsenter", "bwrap", "skopeo", "git"],
  variables: ["OSBUILD_GIT"],
};
const PARTS = partsDirectory(Deno.build.arch);
const COMMITS = (Deno.env.get("OSBUILD_COMMITS") || "HEAD").split(/[\s,]+/);

for (const commit of COMMITS) {
  packagingTest(`osbuild at ${commit} builds with the module of the rpm`, {
    ...NEEDS,
    programs: [...NEEDS.programs, "rpm", "rpmbuild"],
    files: [packages.rpm],
  }, () =>
    build(commit, async (root, standIn, directory) => {
      const rpm = ["rpm", "--nodeps", "--force-debian", "-i"];
      await root.run("rpm", "--initdb");
      await root.run(...rpm, await osbuildRpm(directory, standIn));
      await root.run(...rpm, packages.rpm);
    }));

  packagingTest(`osbuild at ${commit} builds with the module of the deb`, {
    ...NEEDS,
    programs: [...NEEDS.programs, "dpkg"],
    files: [packages.deb],
  }, () =>
    build(commit, async (root, standIn, directory) => {
      await root.run("dpkg", "--no-triggers", "-i", await osbuildDeb(directory, standIn));
      await root.run("dpkg", "--no-triggers", "-i", packages.deb);
    }));

  packagingTest(`osbuild at ${commit} builds with the module installed by hand`, {
    ...NEEDS,
    files: [join(PARTS, "org.osbuild.containers")],
  }, () =>
    build(commit, async (root, standIn, directory) => {
      await root.run("dpkg", "--no-triggers", "-i", await osbuildDeb(directory, standIn));
      await root.run("sh", "-ec", `cd ${PARTS}\n${BY_HAND}`);
    }));
}

/** Installs osbuild and the module, and lets osbuild copy an image in three pipelines. */
async function build(
  commit: string,
  install: (root: DirectoryRoot, standIn: StandIn, directory: string) => Promise<void>,
): Promise<void> {
  await using directory = await tempDirectory();
  const standIn = await realOsbuild(directory.path, commit);
  await using root = await DirectoryRoot.make(directory.path);
  await install(root, standIn, directory.path);
  // Ends with 1 if anything is wrong.
  await root.run("osbuild-input-containers", "doctor");

  const store = join(directory.path, "store");
  const output = join(directory.path, "output");
  const { id: image, config } = await storeImage(store, { file: ["etc/motd", "Hello.\n"] });
  const manifest = join(directory.path, "manifest.json");
  await Deno.writeTextFile(manifest, JSON.stringify(threePipelines(image)));
  const storage = join(directory.path, "storage");
  await root.run("sh", "-ec", STORAGE, storage, dirname(config));
  // Tells which module osbuild has started.
  const tell = `exec strace -f -qq -e trace=execve -e signal=none -o "$0" "$@"`;
  const trace = join(directory.path, "trace");
  const traced = isInstalled("strace");
  const prefix = traced ? ["sh", "-c", tell, trace] : [];
  const where = [
    "--store",
    store,
    "--output-directory",
    output,
    "--export",
    "tree",
    "--export",
    "host",
  ];
  await root.run(...prefix, "osbuild", ...where, manifest);

  for (const tree of ["tree", "host"]) {
    const copied = await Deno.readTextFile(join(output, tree, "image", "manifest.json"));
    match(copied, new RegExp(image.slice("sha256:".length)));
  }
  if (!traced) return;
  const started = await Deno.readTextFile(trace);
  for (const { name } of MODULES) match(started, new RegExp(`execve\\("${INPUTS}/${name}"`));
}

import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { DirectoryRoot } from "../support/directory_root.ts";
import { packagingTest } from "../support/needs.ts";
import { realOsbuild } from "../support/osbuild_tree.ts";
import { packages } from "../support/packages.ts";
import { osbuildRpm } from "../support/stand_in.ts";
import { storeImage } from "../../support/store_image.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { MODULE, type Module, MODULES, PRIVATE_DIRECTORY } from "../../../tools/shared/project.ts";

const DRIVER = join(import.meta.dirname!, "..", "support", "old_osbuild.py");
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
  }, () => readAndMap(commit, launcher, modules));
}

async function readAndMap(commit: string, launcher: boolean, modules: readonly Module[]) {
  await using directory = await tempDirectory();
  const standIn = await realOsbuild(directory.path, commit);
  await using root = await DirectoryRoot.make(directory.path);
  const rpm = ["rpm", "--nodeps", "--force-debian"];
  await root.run("rpm", "--initdb");
  await root.run(...rpm, "-i", await osbuildRpm(directory.path, standIn));
  await root.run(...rpm, "-i", packages.rpm, ...(launcher ? [packages.launcherRpm] : []));

  const store = join(directory.path, "store");
  const { id: image } = await storeImage(store, { file: ["etc/motd", "Hello.\n"] });
  const storage = join(directory.path, "storage");
  await Deno.mkdir(join(storage, "vfs-images"), { recursive: true });
  const conf = `[storage]\ndriver = "vfs"\ngraphroot = "${storage}"\n`;
  const writeConf = 'mkdir -p /etc/containers && echo "$0" > /etc/containers/storage.conf';
  await root.run("sh", "-c", writeConf, conf);

  for (const { name, schema } of modules) {
    const isStorage = name !== MODULE;
    // Newer Python warns of what old osbuild does; that is not what is tested.
    const python = ["/usr/bin/python3", "-W", "ignore", DRIVER, "/usr/lib/osbuild", store];
    const said = await root.run(...python, name, image, isStorage ? "storage" : image);
    const report = JSON.parse(said);
    const { summary, description } = JSON.parse(await Deno.readTextFile(schema));
    strictEqual(report.summary, summary);
    strictEqual(report.text.trim(), description.join("\n"));
    strictEqual(report.checked, true);
    strictEqual(report.accepted, true);
    strictEqual(report.pipeline, !isStorage);
    deepStrictEqual(report.refused, [false, false, false]);
    strictEqual(report.path, "images");
    strictEqual(report.files.includes(isStorage ? "vfs-images" : "manifest.json"), true);
    deepStrictEqual(report.programs, [`${PRIVATE_DIRECTORY}/${MODULE}`]);
    deepStrictEqual(report.left, []);
  }
}

import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { SCHEMA } from "../../../tools/shared/layout.ts";
import { storeImage } from "../../support/store_image.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { DirectoryRoot } from "../support/directory_root.ts";
import { packagingTest } from "../support/obstacle.ts";
import { realOsbuild } from "../support/osbuild_tree.ts";
import { packages } from "../support/packages.ts";
import { osbuildRpm } from "../support/stand_in.ts";

const PRIVATE = "/usr/lib/osbuild-input-containers";
const DRIVER = join(import.meta.dirname!, "..", "support", "old_osbuild.py");
const OLD = [
  // Of 2023-03-31.
  { version: "v83", commit: "532a4c11", launcher: true },
  { version: "v112", commit: "v112", launcher: true },
  { version: "v113", commit: "v113", launcher: false },
] as const;

for (const { version, commit, launcher } of OLD) {
  const way = launcher ? "reads the launcher as Python" : "needs no launcher";
  packagingTest(`osbuild ${version} ${way}, and maps by the program`, {
    root: true,
    programs: ["nsenter", "git", "rpm", "rpmbuild", "python3"],
    variables: ["OSBUILD_GIT"],
    files: [packages.rpm, packages.launcherRpm],
  }, () => readAndMap(commit, launcher));
}

async function readAndMap(commit: string, launcher: boolean): Promise<void> {
  await using directory = await tempDirectory();
  const standIn = await realOsbuild(directory.path, commit);
  await using root = await DirectoryRoot.make(directory.path);
  const rpm = ["rpm", "--nodeps", "--force-debian"];
  await root.run("rpm", "--initdb");
  await root.run(...rpm, "-i", await osbuildRpm(directory.path, standIn));
  await root.run(...rpm, "-i", packages.rpm, ...(launcher ? [packages.launcherRpm] : []));

  const store = join(directory.path, "store");
  const { id: image } = await storeImage(store, { file: ["etc/motd", "Hello.\n"] });
  // Newer Python warns of what old osbuild does; that is not what is tested.
  const python = ["/usr/bin/python3", "-W", "ignore", DRIVER];
  const report = JSON.parse(await root.run(...python, "/usr/lib/osbuild", store, image));

  const { summary, description } = JSON.parse(await Deno.readTextFile(SCHEMA));
  strictEqual(report.summary, summary);
  strictEqual(report.text.trim(), description.join("\n"));
  strictEqual(report.checked, true);
  deepStrictEqual(report.accepted, [true, true]);
  deepStrictEqual(report.refused, [false, false, false]);
  strictEqual(report.path, "images");
  strictEqual(report.files.includes("manifest.json"), true);
  deepStrictEqual(report.programs, [`${PRIVATE}/org.osbuild.containers`]);
  deepStrictEqual(report.left, []);
}

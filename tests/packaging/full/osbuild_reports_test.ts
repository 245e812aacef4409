import { match } from "node:assert/strict";
import { join } from "node:path";
import { packagingTest } from "../support/needs.ts";
import { run } from "../support/run.ts";
import { ROOT } from "../../../tools/shared/project.ts";
import { tempDirectory } from "../../support/temp_directory.ts";

const SCRIPT = join(ROOT, "tests", "packaging", "support", "compare_reports.py");

for (
  const [name, sidecar] of [
    ["org.osbuild.containers", "schema.json"],
    ["org.osbuild.containers-storage", "schema-storage.json"],
  ]
) {
  packagingTest(`osbuild reports wrong inputs with ${sidecar} as with its own sidecar`, {
    programs: ["git", "python3"],
    variables: ["OSBUILD_GIT"],
  }, async () => {
    await using directory = await tempDirectory();
    const git = ["git", "-c", "safe.directory=*", "-C", Deno.env.get("OSBUILD_GIT")!];
    const archive = join(directory.path, "osbuild.tar");
    await run([...git, "archive", `--output=${archive}`, "HEAD", "osbuild", "inputs"]);
    await run(["tar", "-C", directory.path, "-xf", archive]);
    const original = join(directory.path, "inputs", `${name}.meta.json`);
    const output = await run([
      ...["python3", SCRIPT, directory.path, name!, original, join(ROOT, sidecar!)],
    ]);
    match(output, /\d{3,} wrong inputs of \d+: reports are equal/);
  });
}

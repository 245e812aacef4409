import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { arm64Root, EMULATOR } from "../support/arm64_root.ts";
import { packagingTest } from "../support/needs.ts";
import { run } from "../support/run.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { partsDirectory } from "../../../tools/package/parts.ts";
import { MODULE, SCHEMA } from "../../../tools/shared/project.ts";

const PROGRAM = join(partsDirectory("aarch64"), MODULE);
const DRIVER = join(import.meta.dirname!, "..", "support", "unknown_method.py");

packagingTest("the program for aarch64 starts, and answers, when the processor is emulated", {
  root: true,
  programs: [EMULATOR, "apt-get", "dpkg", "python3"],
  files: [PROGRAM],
}, async () => {
  await using directory = await tempDirectory();
  const root = await arm64Root(directory.path);
  await Deno.copyFile(PROGRAM, join(root, MODULE));
  const emulated = ["chroot", root, `/${EMULATOR}`, `/${MODULE}`];

  match(await run([...emulated, "--version"]), /aarch64-unknown-linux-gnu/);
  const schema = await run([...emulated, "schema"]);
  deepStrictEqual(JSON.parse(schema), JSON.parse(await Deno.readTextFile(SCHEMA)));
  const answer = JSON.parse(await run(["python3", DRIVER, ...emulated]));
  strictEqual(answer.type, "exception");
  strictEqual(answer.data.name, "ProtocolError");
});

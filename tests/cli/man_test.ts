import { deepStrictEqual, match, ok } from "node:assert/strict";
import { missing, unless } from "../support/skip.ts";
import { TOPICS } from "../../lib/cli/help.ts";
import { cli, run } from "./support/cli.ts";

const MANUAL = new URL("../../packaging/osbuild-input-containers.8", import.meta.url).pathname;

Deno.test("the manual has every command, option and property that help has", async () => {
  const plain = Deno.readTextFileSync(MANUAL).replace(/\\f[BIR]/g, "").replace(/\\(.)/g, "$1");
  for (const command of Object.keys(TOPICS).slice(1)) {
    const { out } = await cli(["help", command]);
    const [, usage] = /^Usage: osbuild-input-containers (.*?)\n\n/ms.exec(`${out}\n`)!;
    const options = out.split("\nOptions:\n")[1]?.split("\n\n")[0];
    const fields = out.split("With --json:\n")[1] ?? "";
    for (const [name] of fields.matchAll(/(?<=^ {2})\S+/gm)) ok(plain.includes(name), name);
    for (const [name] of options?.matchAll(/(?<=^ {2})-[^.]+?(?= {2})/gm) ?? []) {
      ok(plain.includes(name), name);
    }
    ok(plain.includes(`.SS "${usage!.replace("\n ", "")}"\n`), usage);
  }
});

Deno.test({
  ...unless(missing("man"), "the manual is shown by man(1) without a warning"),
  fn: async () => {
    const { code, out, err } = await run(["man", "--warnings=w", "-l", MANUAL], {
      env: { MANWIDTH: "80", LC_ALL: "C.UTF-8" },
    });
    deepStrictEqual([code, err], [0, ""]);
    // Bold comes as a character struck twice.
    const plain = out.replace(/.[\b]/g, "");
    match(plain, /^osbuild-input-containers\(8\)/);
    match(plain, /osbuild-input-containers images \[--verify\] \[--no-trunc\] \[--json\] STORE/);
    match(plain, /jq -r '\.findings\[\]\.rule'/);
  },
});

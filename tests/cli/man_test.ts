import { deepStrictEqual, match, ok } from "node:assert/strict";
import { missing, unless } from "../support/skip.ts";
import { cli, run } from "./support/cli.ts";

const MANUAL = new URL("../../packaging/osbuild-input-containers.8", import.meta.url).pathname;

Deno.test("the manual has every command, operand and option that the program has", async () => {
  const plain = Deno.readTextFileSync(MANUAL).replace(/\\f[BIR]/g, "").replace(/\\(.)/g, "$1");
  const { out } = await cli(["complete", ""]);
  const commands = out.matchAll(/^\w+/gm).map(([name]) => name).toArray();
  const sections = plain.split(/^\.SH /m).find((it) => it.startsWith('"COMMANDS"'))!
    .split(/^\.SS /m).slice(1);
  deepStrictEqual(sections.map((it) => /\w+/.exec(it)![0]), commands);
  for (const [i, command] of commands.entries()) {
    const [, title, text] = /^"(.*)"\n([^]*)$/.exec(sections[i]!)!;
    ok(plain.includes(`\nosbuild-input-containers ${title}\n`), title);
    const { out } = await cli(["complete", command, "--"]);
    const options = out.matchAll(/^--[a-z-]+/gm).map(([it]) => it).toArray();
    const listed = text!.matchAll(/(?<=^\.TP\n)--[a-z-]+/gm).map(([it]) => it).toArray();
    deepStrictEqual(listed.toSorted(), options.filter((it) => it !== "--help").toSorted(), command);
    deepStrictEqual(title!.match(/--[a-z-]+/g) ?? [], listed, command);
    const { err } = await cli([command]);
    const [, missing = ""] = /Missing operands?: (.*)/.exec(err) ?? [];
    const operands = title!.replace(/^\w+|\[-.*?\]|\[=NAME\]|\.\.\.|\[\w+\]/g, "").trim();
    deepStrictEqual(operands.split(/ +/), missing.split(" "), command);
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

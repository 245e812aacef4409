import { deepStrictEqual, match, ok } from "node:assert/strict";
import { missing, testUnless } from "../support/skip.ts";
import { cli, noTerminal, run } from "./support/cli.ts";

const COMMANDS = "schema validate images map doctor completions help version".split(" ");
const MANUAL = new URL("../../packaging/osbuild-input-containers.8", import.meta.url).pathname;

Deno.test("--help, -h and help print the same, in 80 columns, and help names every command", async () => {
  const program = await cli(["help"]);
  deepStrictEqual(await cli(["--help"]), program);
  for (const command of COMMANDS) {
    const { code, out, err } = await cli([command, "--help"]);
    deepStrictEqual([code, err], [0, ""]);
    match(out, new RegExp(`^[A-Z].*\\.\n\nUsage: osbuild-input-containers ${command} .*\n`));
    deepStrictEqual(out.split("\n").filter((line) => line.length > 80), []);
    deepStrictEqual(await cli([command, "-h"]), { code, out, err });
    deepStrictEqual(await cli(["help", command]), { code, out, err });
    ok(program.out.includes(`  ${command.padEnd(11)}  ${out.split("\n")[0]}\n`), command);
  }
});

testUnless(noTerminal, "help is coloured for terminals, unless NO_COLOR is set", async () => {
  const cases = [
    { terminal: true, env: {}, coloured: true },
    { terminal: true, env: { NO_COLOR: "1" }, coloured: false },
    { terminal: true, env: { TERM: "dumb" }, coloured: false },
    { terminal: false, env: {}, coloured: false },
  ];
  for (const { coloured, ...options } of cases) {
    const { out } = await cli(["--help"], options);
    deepStrictEqual(out.includes("\x1b[1m"), coloured, JSON.stringify(options));
    ok(coloured || !out.includes("\x1b"));
  }
});

Deno.test("manual and help have every command, operand and option that the program has", async () => {
  const plain = Deno.readTextFileSync(MANUAL).replace(/\\f[BIR]/g, "").replace(/\\(.)/g, "$1");
  const sections = plain.split(/^\.SH /m).find((it) => it.startsWith('"COMMANDS"'))!
    .split(/^\.SS /m).slice(1);
  deepStrictEqual(sections.map((it) => /\w+/.exec(it)![0]), COMMANDS);
  const { out } = await cli(["complete", ""]);
  deepStrictEqual(out.matchAll(/^\w+/gm).map(([name]) => name).toArray(), COMMANDS);
  for (const [i, command] of COMMANDS.entries()) {
    const [, title, text] = /^"(.*)"\n([^]*)$/.exec(sections[i]!)!;
    ok(plain.includes(`\nosbuild-input-containers ${title}\n`), title);
    const { out } = await cli(["complete", command, "--"]);
    const options = out.matchAll(/^--[a-z-]+/gm).map(([it]) => it).toArray();
    const listed = text!.matchAll(/(?<=^\.TP\n)--[a-z-]+/gm).map(([it]) => it).toArray();
    deepStrictEqual(listed.toSorted(), options.filter((it) => it !== "--help").toSorted(), command);
    deepStrictEqual(title!.match(/--[a-z-]+/g) ?? [], listed, command);
    const help = (await cli(["help", command])).out;
    ok(listed.every((option) => help.includes(`\n  ${option}`)), help);
    const { err } = await cli([command]);
    const [, missing = ""] = /Missing operands?: (.*)/.exec(err) ?? [];
    const operands = title!.replace(/^\w+|\[-.*?\]|\[=NAME\]|\.\.\.|\[\w+\]/g, "").trim();
    deepStrictEqual(operands.split(/ +/), missing.split(" "), command);
  }
});

testUnless(missing("man"), "the manual is shown by man(1) without a warning", async () => {
  const { code, out, err } = await run(["man", "--warnings=w", "-l", MANUAL], {
    env: { MANWIDTH: "80", LC_ALL: "C.UTF-8" },
  });
  deepStrictEqual([code, err], [0, ""]);
  // Bold comes as a character struck twice.
  const plain = out.replace(/.[\b]/g, "");
  match(plain, /^osbuild-input-containers\(8\)/);
  match(plain, /osbuild-input-containers images \[--verify\] \[--no-trunc\] \[--json\] STORE/);
  match(plain, /jq -r '\.findings\[\]\.rule'/);
});

import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { unless } from "../support/skip.ts";
import { cli, noTerminal } from "./support/cli.ts";

const COMMANDS = [
  "schema",
  "validate",
  "images",
  "map",
  "doctor",
  "completions",
  "help",
  "version",
];

Deno.test("--help, -h and help print the same", async () => {
  for (const command of COMMANDS) {
    const { code, out, err } = await cli([command, "--help"]);
    deepStrictEqual([code, err], [0, ""]);
    match(out, new RegExp(`^[A-Z].*\\.\n\nUsage: osbuild-input-containers ${command} .*\n`));
    deepStrictEqual(await cli([command, "-h"]), { code, out, err });
    deepStrictEqual(await cli(["help", command]), { code, out, err });
  }
  deepStrictEqual(await cli(["--help"]), await cli(["help"]));
});

Deno.test("help names every option that a command has, and every command", async () => {
  const program = (await cli(["help"])).out;
  for (const command of COMMANDS) {
    const { out } = await cli(["help", command]);
    ok(program.includes(`  ${command.padEnd(11)}  ${out.split("\n")[0]}\n`), command);
    const { out: options } = await cli(["complete", command, "--"]);
    for (const [option] of options.matchAll(/^--[a-z-]+/gm)) {
      ok(option === "--help" || out.includes(option), `${command} ${option}`);
    }
  }
});

Deno.test("help of every command fits a terminal of 80 columns", async () => {
  for (const command of COMMANDS) {
    const { code, out } = await cli(["help", command]);
    strictEqual(code, 0);
    const wide = out.split("\n").filter((line) => line.length > 80);
    deepStrictEqual(wide, []);
  }
});

Deno.test("version tells version, Deno, target and forms, as --version does", async () => {
  const { code, out } = await cli(["version"]);
  strictEqual(code, 0);
  match(out, /^osbuild-input-containers \d+\.\d+\.\d+\nDeno 2\.\d+\.\d+, \w+-unknown-linux-gnu\n/);
  strictEqual((await cli(["--version"])).out, out);
  const document = JSON.parse((await cli(["version", "--json"])).out);
  deepStrictEqual(Object.keys(document), ["version", "deno", "target", "forms"]);
  strictEqual(document.forms.length, 4);
});

Deno.test({
  ...unless(noTerminal, "help is coloured for terminals, unless NO_COLOR is set"),
  fn: async () => {
    ok((await cli(["--help"], { terminal: true })).out.includes("\x1b[1m"));
    ok(!(await cli(["--help"], { terminal: true, env: { NO_COLOR: "1" } })).out.includes("\x1b"));
    ok(!(await cli(["--help"], { terminal: true, env: { TERM: "dumb" } })).out.includes("\x1b"));
    ok(!(await cli(["--help"])).out.includes("\x1b"));
  },
});

Deno.test("output into a pipe that nobody reads any more is no failure", async () => {
  const { code, err } = await cli(["schema"], { prefix: ["sh", "-c", '"$@" | true', "sh"] });
  deepStrictEqual([code, err], [0, ""]);
});

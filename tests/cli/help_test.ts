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

Deno.test("--help, -h and help print the same: examples first, then usage and options", async () => {
  for (const args of [[], ["images"]]) {
    const { code, out, err } = await cli([...args, "--help"]);
    deepStrictEqual([code, err], [0, ""]);
    const titles = out.match(/^[A-Z].*:$/gm);
    deepStrictEqual(
      titles,
      args.length === 0
        ? ["Examples:", "Usage:", "Commands:", "Options:"]
        : ["Examples:", "Usage:", "Options:", "With --json:"],
    );
    deepStrictEqual(await cli([...args, "-h"]), { code, out, err });
    deepStrictEqual(await cli(["help", ...args]), { code, out, err });
  }
});

Deno.test("help explains a command and its options, and lists all commands", async () => {
  strictEqual(
    (await cli(["help", "version"])).out,
    `osbuild-input-containers version: Print versions, as --version does.

Usage:
  osbuild-input-containers version [--json]

Options:
      --json  Print one JSON document instead of text.
  -h, --help  Print this help.
`,
  );
  const listed = [...(await cli(["help"])).out.matchAll(/^ {2}(\w+) {2,}[A-Z].*\.$/gm)];
  deepStrictEqual(listed.map(([, name]) => name), COMMANDS);
});

Deno.test("help of every command fits a terminal of 80 columns, and is a document too", async () => {
  for (const command of COMMANDS) {
    const { code, out } = await cli(["help", command]);
    strictEqual(code, 0);
    const wide = out.split("\n").filter((line) => line.length > 80);
    deepStrictEqual(wide, []);
    strictEqual(JSON.parse((await cli([command, "--help", "--json"])).out).name, command);
  }
});

Deno.test("version tells version, Deno, target and forms, as --version does", async () => {
  const { code, out } = await cli(["version"]);
  strictEqual(code, 0);
  match(out, /^osbuild-input-containers \d+\.\d+\.\d+\nDeno 2\.\d+\.\d+, \w+-unknown-linux-gnu\n/);
  strictEqual((await cli(["--version"])).out, out);
  const document = JSON.parse((await cli(["-V", "--json"])).out);
  deepStrictEqual(Object.keys(document), ["version", "deno", "target", "forms"]);
  strictEqual(document.forms.length, 4);
});

Deno.test({
  ...unless(noTerminal, "help is coloured for terminals, unless NO_COLOR is set"),
  fn: async () => {
    ok((await cli(["--help"], { terminal: true })).out.includes("\x1b[1m"));
    ok(!(await cli(["--help"], { terminal: true, env: { NO_COLOR: "1" } })).out.includes("\x1b"));
    ok(!(await cli(["--help"])).out.includes("\x1b"));
  },
});

Deno.test("output into a pipe that nobody reads any more is no failure", async () => {
  const { code, err } = await cli(["schema"], { prefix: ["sh", "-c", '"$@" | true', "sh"] });
  deepStrictEqual([code, err], [0, ""]);
});

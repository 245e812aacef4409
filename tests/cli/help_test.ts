import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { cli, hasTerminal } from "./support/cli.ts";
import { matchSnapshot } from "./support/snapshot.ts";

const COMMANDS = ["schema", "validate", "images", "map", "doctor", "completions"];

Deno.test("--help prints what was agreed on, examples first", async () => {
  const { code, out, err } = await cli(["--help"]);
  deepStrictEqual([code, err], [0, ""]);
  ok(out.indexOf("Examples:") < out.indexOf("Usage:"));
  matchSnapshot("help.txt", out);
});

for (const command of COMMANDS) {
  Deno.test(`${command} --help prints what was agreed on, examples first`, async () => {
    const { code, out, err } = await cli([command, "--help"]);
    deepStrictEqual([code, err], [0, ""]);
    ok(out.indexOf("Examples:") < out.indexOf("Usage:"));
    matchSnapshot(`help-${command}.txt`, out);
    deepStrictEqual(await cli([command, "-h"]), { code, out, err });
  });
}

Deno.test("--help prints a document when --json is given", async () => {
  const { out } = await cli(["images", "--help", "--json"]);
  strictEqual(JSON.parse(out).name, "images");
});

Deno.test("--help is no wider than a terminal, but for examples and usage", async () => {
  for (const command of COMMANDS) {
    const { out } = await cli([command, "--help"]);
    const wide = out.split("\n").filter((line) => line.length > 80);
    ok(wide.every((line) => line.includes("org.osbuild.containers ")), wide.join("\n"));
  }
});

Deno.test("--version tells version, Deno, target and forms", async () => {
  const { code, out } = await cli(["--version"]);
  strictEqual(code, 0);
  match(out, /^org\.osbuild\.containers \d+\.\d+\.\d+\nDeno 2\.\d+\.\d+, \w+-unknown-linux-gnu\n/);
  const document = JSON.parse((await cli(["-V", "--json"])).out);
  deepStrictEqual(Object.keys(document), ["version", "deno", "target", "forms"]);
  strictEqual(document.forms.length, 4);
});

Deno.test("no arguments are wrong usage, and no reason to print all help", async () => {
  const { code, out, err } = await cli([]);
  deepStrictEqual([code, out, err.trimEnd().split("\n").length], [2, "", 3]);
});

Deno.test({
  name: "--help is coloured for terminals, unless NO_COLOR is set",
  ignore: !hasTerminal,
  fn: async () => {
    ok((await cli(["--help"], { terminal: true })).out.includes("\x1b[1m"));
    ok(!(await cli(["--help"], { terminal: true, env: { NO_COLOR: "1" } })).out.includes("\x1b"));
  },
});

Deno.test("output into a pipe that nobody reads any more is no failure", async () => {
  const { code, err } = await cli(["schema"], { prefix: ["sh", "-c", '"$@" | true', "sh"] });
  deepStrictEqual([code, err], [0, ""]);
});

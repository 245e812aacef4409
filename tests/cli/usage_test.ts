import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { BINARY, cli, run } from "./support/cli.ts";

Deno.test("wrong usage is explained in one line, with usage and a hint, and returns 2", async () => {
  const cases: [string[], RegExp][] = [
    [[], /Missing operand: COMMAND\n/],
    [["valdate"], /Unknown command "valdate"\. Did you mean command "validate"\?\n/],
    [["xyz"], /Unknown command "xyz"\.\n/],
    [["help", "imags"], /Unknown command "imags": did you mean "images"\?\n/],
    [["validate"], /Missing operand: MANIFEST\n/],
    [["map"], /Missing operands: STORE TARGET REF\n/],
    [["map", "a"], /Missing operand: TARGET\n/],
    [["images", "a", "b"], /Too many operands: b\n/],
    [["doctor", "a"], /'doctor' takes no operands\n/],
    [["images", "--verfy", "a"], /Did you mean option "--verify"\?\n/],
    [["images", "--bogus", "a"], /Unknown option "--bogus"\.\n/],
    [["doctor", "--libdir"], /Missing value for option "--libdir"/],
    [["completions", "tcsh"], /Unknown shell "tcsh": bash, zsh or fish\n/],
    [["schema", "x"], /Unknown input "x": org\.osbuild\.containers or org\.osbuild\.containers-st/],
    [["map", "--verify", "a", "b", "c"], /Unknown option "--verify"\.\n/],
    [["map", "a", "b", "=c"], /REF=NAME/],
  ];
  for (const [args, message] of cases) {
    const { code, out, err } = await cli(args);
    deepStrictEqual([code, out], [2, ""], args.join(" "));
    match(err, message);
    match(
      err,
      /^osbuild-input-containers: .*\nUsage: .*(?:\n {2}.*)?\nTry '.* --help' for examples\.\n$/,
    );
  }
});

Deno.test("a failure is told in one line, and as a document when --json is given", async () => {
  const failed = await cli(["doctor", "--libdir", "/nowhere\x1b[2J"]);
  const message = "Cannot check /nowhere\\x1b[2J: it does not exist";
  deepStrictEqual(failed, { code: 1, out: "", err: `osbuild-input-containers: ${message}\n` });
  for (
    const args of [["images", "--json"], ["schema", "--json"], [
      "--json",
      "doctor",
      "--libdir",
      "/nowhere",
    ]]
  ) {
    const { out, err } = await cli(args);
    ok(err.includes(JSON.parse(out).error.message));
  }
});

Deno.test("--json stands before or after the command, and operands after --", async () => {
  const one = await cli(["--json", "version"]);
  deepStrictEqual(await cli(["version", "--json"]), one);
  ok(JSON.parse(one.out).forms);
  match((await cli(["validate", "--", "-x.json"])).out, /^\.\/-x\.json: unreadable/);
});

Deno.test("the program calls itself by the name it was started by", async () => {
  const { out } = await run([BINARY, "help", "images"]);
  match(out, /\nUsage: org\.osbuild\.containers images \[--verify\]/);
  match((await run([BINARY, "x"])).err, /^org\.osbuild\.containers: /);
  const odd = await run(["bash", "-c", 'exec -a "$(printf "\\033[2J")" "$0" version', BINARY]);
  strictEqual(odd.out.split(" ")[0], "osbuild-input-containers");
});

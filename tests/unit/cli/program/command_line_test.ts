import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { runCommandLine } from "../../../../lib/cli/command_line.ts";
import type { Console } from "../../../../lib/cli/console.ts";

/** Runs a command line and keeps what it prints. */
async function run(args: string[], terminal = false, noColor = false) {
  const printed = { out: "", err: "" };
  const on: Console = {
    outIsTerminal: terminal,
    errIsTerminal: terminal,
    noColor,
    out: (text) => printed.out += text,
    err: (text) => printed.err += text,
  };
  const status = await runCommandLine(args, on);
  return { status, ...printed };
}

Deno.test("runCommandLine() explains wrong usage in two lines and a hint, and returns 2", async () => {
  const cases: [string[], RegExp][] = [
    [[], /Missing command/],
    [["valdate"], /Did you mean command "validate"/],
    [["validate"], /Missing argument/],
    [["images", "a", "b"], /Too many arguments: b/],
    [["images", "--verfy", "a"], /Did you mean option "--verify"/],
    [["schema", "--check"], /Missing value for option "--check"/],
    [["completions", "tcsh"], /"bash", "zsh", "fish"/],
    [["map", "a", "b", "=c"], /REF=NAME/],
    [["map", "a", "b", "c", "c=d"], /REF c is there twice/],
    [["--bogus"], /Unknown option/],
  ];
  for (const [args, message] of cases) {
    const { status, out, err } = await run(args);
    deepStrictEqual([status, out], [2, ""], args.join(" "));
    match(err, message);
    match(err, /^org\.osbuild\.containers: .*\nUsage: .*\nTry '.* --help' for examples\.\n$/);
  }
});

Deno.test("runCommandLine() prints a document about the failure when --json is given", async () => {
  for (const args of [["images", "--json"], ["--json", "schema", "--check", "/nowhere"]]) {
    const { out, err } = await run(args);
    strictEqual(typeof JSON.parse(out).error.message, "string");
    ok(err.startsWith("org.osbuild.containers: "));
  }
});

Deno.test("runCommandLine() takes --json before and after the command", async () => {
  const one = await run(["--json", "schema"]);
  deepStrictEqual(await run(["schema", "--json"]), one);
  ok(JSON.parse(one.out).schema);
});

Deno.test("runCommandLine() returns 1 when something can't be read, and says why in one line", async () => {
  const { status, out, err } = await run(["schema", "--check", "/nowhere\x1b[2J"]);
  deepStrictEqual([status, out], [1, ""]);
  strictEqual(err, "org.osbuild.containers: Cannot read /nowhere\\x1b[2J: it does not exist\n");
});

Deno.test("runCommandLine() colours for terminals only, and not against the user's will", async () => {
  const hasColor = (text: string) => text.includes("\x1b");
  ok(hasColor((await run(["--help"], true)).out));
  ok(!hasColor((await run(["--help"], true, true)).out));
  ok(!hasColor((await run(["--help"], false)).out));
});

Deno.test("runCommandLine() takes what follows -- for operands", async () => {
  const { status, out } = await run(["validate", "--", "-x.json"]);
  strictEqual(status, 1);
  match(out, /^\.\/-x\.json: unreadable/);
});

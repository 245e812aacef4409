import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { BINARY, cli, run } from "./support/cli.ts";
import { storeImage } from "../support/store_image.ts";
import { tempDirectory } from "../support/temp_directory.ts";
import { SCHEMA } from "../../tools/shared/project.ts";

Deno.test("wrong usage is explained in one line, with usage and a hint, and returns 2", async () => {
  const cases: [string, RegExp][] = [
    ["", /Missing operand: COMMAND\n/],
    ["valdate", /Unknown command "valdate"\. Did you mean command "validate"\?\n/],
    ["xyz", /Unknown command "xyz"\.\n/],
    ["help imags", /Unknown command "imags": did you mean "images"\?\n/],
    ["validate", /Missing operand: MANIFEST\n/],
    ["map", /Missing operands: STORE TARGET REF\n/],
    ["map a", /Missing operand: TARGET\n/],
    ["images a b", /Too many operands: b\n/],
    ["doctor a", /'doctor' takes no operands\n/],
    ["images --verfy a", /Did you mean option "--verify"\?\n/],
    ["images --bogus a", /Unknown option "--bogus"\.\n/],
    ["doctor --libdir", /Missing value for option "--libdir"/],
    ["completions tcsh", /Unknown shell "tcsh": bash, zsh or fish\n/],
    ["schema x", /Unknown input "x": org\.osbuild\.containers or org\.osbuild\.containers-st/],
    ["map --verify a b c", /Unknown option "--verify"\.\n/],
    ["map a b =c", /REF=NAME/],
  ];
  for (const [line, message] of cases) {
    const { code, out, err } = await cli(line.split(" ").filter((word) => word !== ""));
    deepStrictEqual([code, out], [2, ""], line);
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
  for (const line of ["images --json", "schema --json", "--json doctor --libdir /nowhere"]) {
    const { out, err } = await cli(line.split(" "));
    ok(err.includes(JSON.parse(out).error.message));
  }
});

Deno.test("--json stands before or after the command, and operands after --", async () => {
  const one = await cli(["--json", "version"]);
  deepStrictEqual(await cli(["version", "--json"]), one);
  match((await cli(["validate", "--", "-x.json"])).out, /^\.\/-x\.json: unreadable/);
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

Deno.test("schema prints the metadata file byte for byte, also when nobody reads to its end", async () => {
  const shipped = await Deno.readTextFile(SCHEMA);
  for (const args of [["schema"], ["schema", "org.osbuild.containers"]]) {
    deepStrictEqual(await cli(args), { code: 0, out: shipped, err: "" });
  }
  const { code, err } = await cli(["schema"], { prefix: ["sh", "-c", '"$@" | true', "sh"] });
  deepStrictEqual([code, err], [0, ""]);
});

Deno.test("the program calls itself by the name it was started by", async () => {
  const { out } = await run([BINARY, "help", "images"]);
  match(out, /\nUsage: org\.osbuild\.containers images \[--verify\]/);
  match((await run([BINARY, "x"])).err, /^org\.osbuild\.containers: /);
  const odd = await run(["bash", "-c", 'exec -a "$(printf "\\033[2J")" "$0" version', BINARY]);
  strictEqual(odd.out.split(" ")[0], "osbuild-input-containers");
});

Deno.test("no command lets a name reach the terminal as it is", async () => {
  await using directory = await tempDirectory();
  const evil = "\x1b[2J\x1b]0;x\x07\u202e\u009b1m";
  const [store, path] = [`${directory.path}/${evil}`, `${directory.path}/m.json`];
  const config = { os: evil, config: { Labels: { name: evil } } };
  await storeImage(store, { config, id: evil });
  await Deno.mkdir(`${store}/inputs`);
  const input = { origin: "org.osbuild.source", references: { [evil]: { name: evil } } };
  const inputs = {
    [evil]: { ...input, type: "org.osbuild.containers" },
    storage: { ...input, type: "org.osbuild.containers-storage" },
  };
  const pipelines = [{ name: evil, stages: [{ type: evil, inputs }] }];
  await Deno.writeTextFile(path, JSON.stringify({ version: "2", pipelines }));
  const commands = [
    ["doctor", "--libdir", store],
    ["images", "--verify", store],
    ["images", "--verify", "--json", store],
    ["validate", path],
    ["validate", "--json", path],
    ["validate", "--store", store, path],
    ["validate", "--json", "--store", store, path],
    ["map", store, directory.path, evil],
  ];
  for (const args of commands) {
    const { code, out, err } = await cli(args);
    strictEqual(code, 1, err);
    ok(`${out}${err}`.includes("2J"), args[0]);
    ok(!/(?!\n)[\p{Cc}\u202e]/u.test(`${out}${err}`), JSON.stringify([args, out, err]));
  }
});

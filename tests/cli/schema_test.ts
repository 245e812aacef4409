import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { BINARY, cli } from "./support/cli.ts";
import { tempDirectory } from "../support/temp_directory.ts";
import { SCHEMA } from "../../tools/shared/project.ts";

const shipped = await Deno.readTextFile(SCHEMA);

Deno.test("schema prints the sidecar byte for byte", async () => {
  deepStrictEqual(await cli(["schema"]), { code: 0, out: shipped, err: "" });
  deepStrictEqual(JSON.parse((await cli(["schema", "--json"])).out), JSON.parse(shipped));
});

Deno.test("schema --check is content with the file that ships", async () => {
  const path = `${BINARY}.meta.json`;
  const { code, out } = await cli(["schema", "--check", path]);
  deepStrictEqual([code, out], [0, `${path}: the same as what ships\n`]);
  const document = JSON.parse((await cli(["schema", "--check", path, "--json"])).out);
  deepStrictEqual(document, { file: path, same: true, equivalent: true, changes: [] });
});

Deno.test("schema --check shows where a file differs", async () => {
  await using directory = await tempDirectory();
  const path = `${directory.path}/x.meta.json`;
  await Deno.writeTextFile(path, shipped.replace('"minItems": 1', '"minItems": 2'));
  const { code, out } = await cli(["schema", "--check", path]);
  strictEqual(code, 1);
  match(
    out,
    /^.*: not the same as what ships\nline \d+; .*\n- +"minItems": 1,\n\+ +"minItems": 2,\n$/,
  );
});

Deno.test("schema --check tells lines and their numbers in the file", async () => {
  await using directory = await tempDirectory();
  const path = `${directory.path}/x`;
  const lines = shipped.split("\n");
  const other = [...lines.slice(0, 3), ...lines.slice(4, 9), "more", ...lines.slice(9)];
  await Deno.writeTextFile(path, other.join("\n"));
  const { changes } = JSON.parse((await cli(["schema", "--json", "--check", path])).out);
  deepStrictEqual(changes, [
    { line: 4, expected: [lines[3]], found: [] },
    { line: 9, expected: [], found: ["more"] },
  ]);
  await Deno.writeTextFile(path, "x\n".repeat(400_000));
  const wide = JSON.parse((await cli(["schema", "--json", "--check", path])).out);
  deepStrictEqual([wide.changes.length, wide.changes[0].line], [1, 1]);
});

Deno.test("schema --check tells the same JSON, written otherwise, from another schema", async () => {
  await using directory = await tempDirectory();
  const path = `${directory.path}/x`;
  await Deno.writeTextFile(path, JSON.stringify(JSON.parse(shipped)));
  const document = async () => JSON.parse((await cli(["--json", "schema", "--check", path])).out);
  deepStrictEqual([(await document()).same, (await document()).equivalent], [false, true]);
  await Deno.writeTextFile(path, `${shipped} `);
  deepStrictEqual([(await document()).same, (await document()).equivalent], [false, true]);
  await Deno.writeTextFile(path, "");
  deepStrictEqual([(await document()).same, (await document()).equivalent], [false, false]);
});

Deno.test("schema --check fails in one line when a file can't be read, or never ends", async () => {
  for (const path of ["/nowhere", "/", "/dev/zero"]) {
    const { code, out, err } = await cli(["schema", "--check", path]);
    deepStrictEqual([code, out], [1, ""]);
    match(err, /^osbuild-input-containers: Cannot read .*: .*\n$/);
  }
});

Deno.test("schema --check makes what a hostile file holds harmless, however deep it is", async () => {
  await using directory = await tempDirectory();
  const path = `${directory.path}/x`;
  await Deno.writeTextFile(path, `\x1b]0;title\x07${"[".repeat(500_000)}`);
  const { code, out } = await cli(["schema", "--check", path]);
  strictEqual(code, 1);
  strictEqual(out.includes("\x1b"), false);
  await Deno.writeTextFile(path, "[".repeat(500_000) + "]".repeat(500_000));
  strictEqual((await cli(["schema", "--check", path])).code, 1);
});

import { deepStrictEqual, match, strictEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import { packagingTest, run } from "../support/packaging.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { type Description, launcher } from "../../../tools/package/launcher.ts";
import { SCHEMA } from "../../../tools/shared/project.ts";

const DESCRIPTION: Description = JSON.parse(Deno.readTextFileSync(SCHEMA));
const PROGRAM = "/opt/module";

/** Reads a module as osbuild before v113 does: from its syntax tree, without running it. */
const READER = `
import ast, json, sys
tree = ast.parse(open(sys.argv[1]).read())
values = {a.targets[0].id: a.value for a in tree.body if isinstance(a, ast.Assign)}
lines = ast.get_docstring(tree).split("\\n")
schema = json.loads("{" + ast.literal_eval(values["SCHEMA"]) + "}")
print(json.dumps({"summary": lines[0], "description": lines[2:], "schema": schema}))
`;

async function writeLauncher(directory: string, text: string): Promise<string> {
  const path = join(directory, "launcher");
  await Deno.writeTextFile(path, text, { mode: 0o755 });
  return path;
}

packagingTest("launcher() says what schema.json says when it is read as Python", {
  programs: ["python3"],
}, async () => {
  await using directory = await tempDirectory();
  const hostile = {
    ...DESCRIPTION,
    summary: "Quotes ' \" and \\n",
    schema: { pattern: '\\d\\"$' },
  };
  for (const description of [DESCRIPTION, hostile]) {
    const path = await writeLauncher(directory.path, launcher(description, PROGRAM));
    deepStrictEqual(JSON.parse(await run(["python3", "-c", READER, path])), description);
  }
});

packagingTest("launcher() becomes the program, with its arguments and environment, when it runs", {
  programs: ["python3"],
}, async () => {
  await using directory = await tempDirectory();
  const program = join(directory.path, "program");
  await Deno.writeTextFile(program, '#!/bin/sh\necho $$ "$#" "$1" "$KEPT"\n', { mode: 0o755 });
  const path = await writeLauncher(directory.path, launcher(DESCRIPTION, program));
  const child = new Deno.Command(path, {
    args: ["--service-fd", "a b"],
    env: { KEPT: "kept", PYTHONPATH: "/nonexistent" },
    stdout: "piped",
  }).spawn();
  const { stdout } = await child.output();
  strictEqual(new TextDecoder().decode(stdout), `${child.pid} 2 --service-fd kept\n`);
});

packagingTest("launcher() tells in one line when the program is missing", {
  programs: ["python3"],
}, async () => {
  await using directory = await tempDirectory();
  const path = await writeLauncher(directory.path, launcher(DESCRIPTION, "/nonexistent/program"));
  const { success, stderr } = await new Deno.Command(path, { stderr: "piped" }).output();
  strictEqual(success, false);
  match(
    new TextDecoder().decode(stderr),
    /^Cannot start \/nonexistent\/program: No such file.*\n$/,
  );
});

Deno.test("launcher() throws when the path is relative, or a text would end Python's quotes", () => {
  throws(() => launcher(DESCRIPTION, "program"), /the path must be absolute/);
  throws(() => launcher({ ...DESCRIPTION, summary: 'a """ b' }, PROGRAM), /ends Python's quotes/);
});

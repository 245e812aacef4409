import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { packagingTest, run } from "../support/packaging.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { launcher } from "../../../tools/package/parts.ts";
import { MODULES } from "../../../tools/shared/project.ts";

const SIDECARS = MODULES.map(({ schema }) => Deno.readTextFileSync(schema));
const PROGRAM = "/opt/module";

/** Reads a module as osbuild before v113 does: from its syntax tree, without running it. */
const READER = `
import ast, json, sys
tree = ast.parse(sys.argv[1])
values = {a.targets[0].id: a.value for a in tree.body if isinstance(a, ast.Assign)}
lines = ast.get_docstring(tree).split("\\n")
schema = json.loads("{" + ast.literal_eval(values["SCHEMA"]) + "}")
print(json.dumps({"summary": lines[0], "description": lines[2:], "schema": schema}))
`;

packagingTest("launcher() says what schema.json says when it is read as Python", {
  programs: ["python3"],
}, async () => {
  const schema = { pattern: '\\d\\"$' };
  const hostile = { summary: "Quotes ' \" and \\n", description: ["@SCHEMA@ $&"], schema };
  for (const sidecar of [...SIDECARS, JSON.stringify(hostile)]) {
    const read = await run(["python3", "-c", READER, launcher(sidecar, PROGRAM)]);
    deepStrictEqual(JSON.parse(read), JSON.parse(sidecar));
  }
});

packagingTest(
  "launcher() becomes the program when it runs, or tells in one line that it is missing",
  {
    programs: ["python3"],
  },
  async () => {
    await using directory = await tempDirectory();
    const [path, program] = [join(directory.path, "launcher"), join(directory.path, "program")];
    await Deno.writeTextFile(path, launcher(SIDECARS[0]!, program), { mode: 0o755 });
    const start = async () => {
      const child = new Deno.Command(path, {
        args: ["--service-fd", "a b"],
        env: { KEPT: "kept", PYTHONPATH: "/nonexistent" },
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const { success, stdout, stderr } = await child.output();
      const said = new TextDecoder().decode(success ? stdout : stderr);
      return { success, said, pid: child.pid };
    };
    const missing = await start();
    strictEqual(missing.success, false);
    match(missing.said, /^Cannot start \/.*\/program: No such file.*\n$/);
    await Deno.writeTextFile(program, '#!/bin/sh\necho $$ "$#" "$1" "$KEPT"\n', { mode: 0o755 });
    const { said, pid } = await start();
    strictEqual(said, `${pid} 2 --service-fd kept\n`);
  },
);

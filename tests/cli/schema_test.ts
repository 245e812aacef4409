import { deepStrictEqual } from "node:assert/strict";
import { cli } from "./support/cli.ts";
import { SCHEMA } from "../../tools/shared/project.ts";

const shipped = await Deno.readTextFile(SCHEMA);

Deno.test("schema prints the metadata file byte for byte", async () => {
  for (const args of [[], ["org.osbuild.containers"]]) {
    deepStrictEqual(await cli(["schema", ...args]), { code: 0, out: shipped, err: "" });
  }
});

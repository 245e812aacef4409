import { deepStrictEqual, match } from "node:assert/strict";
import { sourceFiles } from "../../../tools/shared/source_files.ts";

const decoder = new TextDecoder();

Deno.test("lib/ imports nothing of lib/cli/, which a service must not pay for", () => {
  const sources = [...sourceFiles("lib")].filter(([path]) => !path.startsWith("lib/cli/"));
  const importers = sources
    .filter(([, bytes]) => /(?:from|import) ?\(?"[^"]*\bcli\//.test(decoder.decode(bytes)))
    .map(([path]) => path);
  deepStrictEqual(importers, []);
});

Deno.test("main.ts imports the command line only when it is asked for", () => {
  const main = decoder.decode(sourceFiles("main.ts").get("main.ts"));
  const imports = main.split("\n").filter((line) => line.includes("lib/cli/"));
  deepStrictEqual(imports.length, 1);
  match(imports[0]!, /await import\("\.\/lib\/cli\/command_line\.ts"\)/);
});

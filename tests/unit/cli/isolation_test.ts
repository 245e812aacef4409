import { deepStrictEqual, match } from "node:assert/strict";
import { dirname, join } from "node:path/posix";
import { sourceFiles } from "../../../tools/shared/files.ts";

const decoder = new TextDecoder();

/** Modules below a directory, and which of them each imports. */
function importsWithin(directory: string): Map<string, string[]> {
  const modules = [...sourceFiles(directory)].filter(([path]) => path.endsWith(".ts"));
  return new Map(modules.map(([path, bytes]) => {
    const found = decoder.decode(bytes).matchAll(/\b(?:from|import) ?\(?"(\.[^"]+)"/g);
    const imported = [...found].map(([, to]) => join(dirname(path), to!));
    return [path, imported.filter((it) => it.startsWith(`${directory}/`))];
  }));
}

Deno.test("lib/ imports nothing of lib/cli/, which a service must not pay for", () => {
  const importers = [...importsWithin("lib")].filter(([path, imported]) =>
    !path.startsWith("lib/cli/") && imported.some((it) => it.startsWith("lib/cli/"))
  );
  deepStrictEqual(importers, []);
});

Deno.test("main.ts imports the command line only when it is asked for", () => {
  const main = decoder.decode(sourceFiles("main.ts").get("main.ts"));
  const imports = main.split("\n").filter((line) => line.includes("lib/cli/"));
  deepStrictEqual(imports.length, 1);
  match(imports[0]!, /await import\("\.\/lib\/cli\/command_line\.ts"\)/);
});

Deno.test("lib/cli/ imports downwards only: from the top, a command, or common/", () => {
  for (const [path, imported] of importsWithin("lib/cli")) {
    const room = dirname(path);
    const allowed = room === "lib/cli" || room === "lib/cli/program"
      ? /^lib\/cli\//
      : new RegExp(`^(?:${room}|lib/cli/common)/`);
    deepStrictEqual(imported.filter((it) => !allowed.test(it)), [], path);
  }
});

Deno.test("lib/cli/ has no circle of imports", () => {
  const imports = importsWithin("lib/cli");
  const done = new Set<string>();
  const visit = (path: string, above: readonly string[]) => {
    deepStrictEqual(above.includes(path), false, [...above, path].join(" imports "));
    if (done.has(path)) return;
    for (const it of imports.get(path) ?? []) visit(it, [...above, path]);
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
});

Deno.test("deno.lock has every library of npm that lib/ imports", () => {
  const { specifiers } = JSON.parse(decoder.decode(sourceFiles("deno.lock").get("deno.lock")));
  const imported = [...sourceFiles("lib").values()].flatMap((bytes) =>
    [...decoder.decode(bytes).matchAll(/ from "(npm:[^"]+)"/g)].map(([, it]) => it!)
  );
  deepStrictEqual(imported.filter((it) => !(it in specifiers)), []);
  deepStrictEqual(imported.length > 0, true);
});

import { deepStrictEqual, match, ok } from "node:assert/strict";
import { dirname, join } from "node:path/posix";
import { sourceFiles } from "../../tools/shared/files.ts";

const decoder = new TextDecoder();
const read = (path: string) => decoder.decode(sourceFiles(path).get(path));

/** The modules of the program, and which of them each imports. */
const IMPORTS = new Map(
  [...sourceFiles("main.ts", "lib")].map(([path, bytes]) => {
    const found = decoder.decode(bytes).matchAll(/\b(?:from|import) ?\(?"(\.[^"]+)"/g);
    const imported = [...found].map(([, to]) => join(dirname(path), to!));
    return [path, imported.filter((it) => it.startsWith("lib/"))];
  }),
);

/** What every room may use; not in the picture. */
const GROUND = ["errors.ts", "json.ts", "limits.ts", "log.ts"];

/** The room of a module: `main.ts`, or what is directly in lib/. */
function roomOf(path: string): string {
  return path.startsWith("lib/") ? path.split("/")[1]! : path;
}

Deno.test("CONTRIBUTING draws the arrows between rooms that the imports make", () => {
  const arrows = new Set<string>();
  for (const [path, imported] of IMPORTS) {
    const [from, rooms] = [roomOf(path), imported.map(roomOf)];
    for (const into of rooms) {
      if (from !== into && !GROUND.includes(into)) arrows.add(`${from} --> ${into}`);
    }
  }
  const text = read(".github/CONTRIBUTING.md");
  const picture = /```mermaid\n(?:flowchart.*\n)([^]*?)```/.exec(text)![1]!;
  const drawn = picture.matchAll(/^ *([\w.]+) --> ([\w.]+)$/gm);
  deepStrictEqual([...drawn].map(([, from, to]) => `${from} --> ${to}`).sort(), [...arrows].sort());
});

Deno.test("lib/ has no circle of imports", () => {
  const done = new Set<string>();
  const visit = (path: string, above: readonly string[]) => {
    ok(!above.includes(path), [...above, path].join(" imports "));
    if (done.has(path)) return;
    for (const it of IMPORTS.get(path) ?? []) visit(it, [...above, path]);
    done.add(path);
  };
  for (const path of IMPORTS.keys()) visit(path, []);
});

Deno.test("main.ts alone imports lib/cli/, and only when it is asked for", () => {
  for (const [path, imported] of IMPORTS) {
    const outside = path.startsWith("lib/") && !path.startsWith("lib/cli/");
    if (outside) deepStrictEqual(imported.filter((it) => it.startsWith("lib/cli/")), [], path);
  }
  const imports = read("main.ts").split("\n").filter((line) => line.includes("lib/cli/"));
  deepStrictEqual(imports.length, 1);
  match(imports[0]!, /await import\("\.\/lib\/cli\/command_line\.ts"\)/);
});

Deno.test("lib/cli/ imports downwards only: from the top, a command, or common/", () => {
  for (const [path, imported] of IMPORTS) {
    const room = dirname(path);
    if (!room.startsWith("lib/cli/")) continue;
    const other = imported.filter((it) => it.startsWith("lib/cli/"))
      .filter((it) => !it.startsWith(`${room}/`) && !it.startsWith("lib/cli/common/"));
    deepStrictEqual(other, [], path);
  }
});

Deno.test("deno.lock has every library of npm that lib/ imports", () => {
  const { specifiers } = JSON.parse(read("deno.lock"));
  const imported = [...sourceFiles("lib").values()].flatMap((bytes) =>
    [...decoder.decode(bytes).matchAll(/ from "(npm:[^"]+)"/g)].map(([, it]) => it!)
  );
  deepStrictEqual(imported.filter((it) => !(it in specifiers)), []);
  deepStrictEqual(imported.length > 0, true);
});

const config = JSON.parse(read("deno.json"));

Deno.test("deno.json imports versions that a stand-in exists for when JSR can't be reached", () => {
  const known = Object.keys(JSON.parse(read("deno.lock")).jsr).map((key) => `jsr:${key}`);
  const imported = Object.values<string>(config.imports);
  deepStrictEqual(imported.filter((it) => !known.includes(it)), []);
});

Deno.test("deno.json grants the program nothing but read, mount and libc when it is compiled", () => {
  const { read, run, ffi, ...rest } = config.permissions.service;
  deepStrictEqual(rest, { import: { deny: true } });
  deepStrictEqual(read, true);
  ok(run.every((path: string) => /^(\/usr)?\/bin\/u?mount$/.test(path)));
  ok(ffi.every((path: string) => /^\/(usr\/)?lib(64)?\/(.+\/)?libc\.so\.6$/.test(path)));
});

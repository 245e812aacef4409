import { deepStrictEqual } from "node:assert/strict";
import { dirname, join } from "node:path/posix";
import { sourceFiles } from "../../tools/shared/files.ts";

const decoder = new TextDecoder();

/** What every room may use; not in the picture. */
const GROUND = ["errors.ts", "json.ts", "limits.ts", "log.ts"];

/** The room of a module: `main.ts`, or what is directly in lib/. */
function roomOf(path: string): string {
  return path.startsWith("lib/") ? path.split("/")[1]! : path;
}

Deno.test("CONTRIBUTING draws the arrows between rooms that the imports make", () => {
  const arrows = new Set<string>();
  for (const [path, bytes] of sourceFiles("main.ts", "lib")) {
    for (const [, to] of decoder.decode(bytes).matchAll(/\b(?:from|import) ?\(?"(\.[^"]+)"/g)) {
      const target = join(dirname(path), to!);
      if (!target.startsWith("lib/")) continue;
      const [from, into] = [roomOf(path), roomOf(target)];
      if (from !== into && !GROUND.includes(into)) arrows.add(`${from} --> ${into}`);
    }
  }
  const text = decoder.decode(sourceFiles(".github/CONTRIBUTING.md").values().next().value);
  const picture = /```mermaid\n(?:flowchart.*\n)([^]*?)```/.exec(text)![1]!;
  const drawn = picture.matchAll(/^ *([\w.]+) --> ([\w.]+)$/gm);
  deepStrictEqual([...drawn].map(([, from, to]) => `${from} --> ${to}`).sort(), [...arrows].sort());
});

import { strictEqual } from "node:assert/strict";
import { decodePath } from "../../../lib/linux/path_bytes.ts";
import { escapePath, mountTable } from "../../../lib/mounts/mount_table.ts";

Deno.test("mountTable() writes one line for each mount, in order", () => {
  const binds = [
    { source: "/a", target: "/b", options: ["rbind", "ro"] },
    { source: "/a b", target: "/c", options: ["bind"] },
  ];
  const disk = { source: "none", target: "/\udcff", type: "tmpfs", options: ["size=1"] };
  strictEqual(
    decodePath(mountTable([...binds, disk])),
    "/a /b none rbind,ro 0 0\n/a\\040b /c none bind 0 0\nnone /\udcff tmpfs size=1 0 0\n",
  );
  strictEqual(mountTable([]).length, 0);
});

Deno.test("escapePath() writes in octal what would end a field or a line, or begin a comment", () => {
  strictEqual(escapePath("a b\tc\nd\re#f\\g"), "a\\040b\\011c\\012d\\015e\\043f\\134g");
  strictEqual(escapePath("\v\f"), "\\013\\014");
});

Deno.test("escapePath() leaves other characters alone, blanks beyond ASCII included", () => {
  for (const text of ["/a-b.c", "ä😀", "\u00a0\u2028\u3000\ufeff", "'\"$`*?"]) {
    strictEqual(escapePath(text), text);
  }
});

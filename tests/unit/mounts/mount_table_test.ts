import { strictEqual } from "node:assert/strict";
import { escapePath } from "../../../lib/mounts/mount_table.ts";

Deno.test("escapePath() writes in octal what would end a field or a line, or begin a comment", () => {
  strictEqual(escapePath("a b\tc\nd\re#f\\g"), "a\\040b\\011c\\012d\\015e\\043f\\134g");
  strictEqual(escapePath("\v\f"), "\\013\\014");
  for (const text of ["/a-b.c", "ä😀", "\u00a0\u2028\u3000\ufeff", "'\"$`*?"]) {
    strictEqual(escapePath(text), text);
  }
});

import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { escapePath, mountTable } from "../../../lib/mounts/mount_table.ts";
import { parseMountinfo } from "../../../lib/mounts/mountinfo.ts";

/** A line of /proc/self/mountinfo. */
function line(point: string, options = "rw,relatime"): string {
  return `36 35 98:0 /mnt1 ${point} ${options} master:1 - ext3 /dev/root rw,errors=continue\n`;
}

Deno.test("mountTable() writes one line for each mount, in order", () => {
  const binds = [
    { source: "/a", target: "/b", options: ["rbind", "ro"] },
    { source: "/a b", target: "/c", options: ["bind"] },
  ];
  strictEqual(mountTable(binds), "/a /b none rbind,ro 0 0\n/a\\040b /c none bind 0 0\n");
  strictEqual(mountTable([]), "");
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

Deno.test("parseMountinfo() finds what is mounted at a folder and below it", () => {
  const text = line("/") + line("/t") + line("/t/a", "ro,nosuid") + line("/t2") + line("/t/a/b");
  deepStrictEqual(parseMountinfo(text, "/t"), [
    { path: "/t", options: ["rw", "relatime"] },
    { path: "/t/a", options: ["ro", "nosuid"] },
    { path: "/t/a/b", options: ["rw", "relatime"] },
  ]);
  deepStrictEqual(parseMountinfo(text, "/x"), []);
});

Deno.test("parseMountinfo() reads what escapePath() writes", () => {
  for (const name of ["a b", "\\040", "a\nb", "#", "\t", "ä😀"]) {
    const found = parseMountinfo(line(`/t/${escapePath(name)}`), "/t");
    deepStrictEqual(found.map(({ path }) => path), [`/t/${name}`]);
  }
});

import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { escapePath } from "../../../lib/mounts/mount_table.ts";
import {
  bindable,
  isWithin,
  type Mount,
  mountsWithin,
  parseMountinfo,
  visible,
} from "../../../lib/mounts/mountinfo.ts";

/** A line of /proc/self/mountinfo. */
function line(root: string, point: string): string {
  return `36 35 98:0 ${root} ${point} ro,nosuid master:1 - ext3 /dev/root rw,errors=continue\n`;
}

Deno.test("mountsWithin() finds what is mounted on a directory and below it, whatever its name", () => {
  for (const directory of ["/t", "/t t/#", "/ä\\b", "/a\nb"]) {
    const at = (path: string) => line("/r", escapePath(`${directory}${path}`));
    const unescaped = line("/r", `${escapePath(directory)}/#`.replaceAll("\\043", "#"));
    const text = line("/", "/") + at("") + at("/a") + at("2") + unescaped + line("/r", "/x");
    const paths = mountsWithin(text, directory).map(({ path }) => path);
    deepStrictEqual(paths, [directory, `${directory}/a`, `${directory}/#`]);
    const other = `${directory}/a`;
    deepStrictEqual(mountsWithin(text, other, "/x").map(({ path }) => path), [other, "/x"]);
    deepStrictEqual(mountsWithin(line("/", "/"), directory), []);
  }
});

Deno.test("parseMountinfo() notices what can't be bound", () => {
  for (const tags of ["unbindable", "shared:1 unbindable"]) {
    const [found] = parseMountinfo(line("/", "/a").replace("master:1", tags));
    strictEqual(found?.unbindable, true);
  }
  const name = line("/", "/a").replace("/dev/root", "unbindable");
  strictEqual(parseMountinfo(name)[0]?.unbindable, false);
});

/** Mounts by number, the number of the parent, and place. */
function tree(...rows: [id: number, parent: number, path: string, unbindable?: true][]): Mount[] {
  return rows.map(([id, parent, path, unbindable = false]) => ({
    id: `${id}`,
    parent: `${parent}`,
    root: "/",
    path,
    options: [],
    unbindable,
    type: "ext4",
  }));
}

Deno.test("visible() leaves out what is covered, or below what is covered, whatever the order", () => {
  const paths = (mounts: Mount[]) => visible(mounts, mounts).map(({ id }) => id);
  const stacked = tree([1, 0, "/"], [2, 1, "/a"], [3, 2, "/a"], [4, 1, "/b"], [5, 4, "/b/c"]);
  deepStrictEqual(paths(stacked), ["1", "3", "4", "5"]);
  const hidden = tree([1, 0, "/"], [2, 1, "/a/b"], [3, 2, "/a/b/c"], [4, 1, "/a"]);
  deepStrictEqual(paths(hidden), ["1", "4"]);
  const moved = tree([1, 0, "/"], [2, 3, "/a/b"], [3, 1, "/a"]);
  deepStrictEqual(paths(moved), ["1", "2", "3"]);
  deepStrictEqual(paths(tree([1, 1, "/"], [2, 1, "/a"], [3, 1, "/a"])), ["1", "3"]);
});

Deno.test("bindable() leaves out what can't be bound, and all that is mounted on it", () => {
  const mounts = tree([1, 0, "/a"], [2, 1, "/a/b", true], [3, 2, "/a/b/c"], [4, 1, "/a/d"]);
  deepStrictEqual(bindable(mounts).map(({ id }) => id), ["1", "4"]);
});

Deno.test("isWithin() tells a directory and what is below it from its neighbours", () => {
  for (const path of ["/t", "/t/a", "/t/a/b"]) strictEqual(isWithin(path, "/t"), true, path);
  strictEqual(isWithin("/t", "/"), true);
  for (const path of ["/", "/t2", "/t2/a", "/a/t"]) strictEqual(isWithin(path, "/t"), false, path);
});

import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { escapePath } from "../../../lib/mounts/mount_table.ts";
import {
  bindable,
  isWithin,
  type Mount,
  mountsWithin,
  parseMountinfo,
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
    device: "8:1",
    root: "/",
    path,
    options: [],
    unbindable,
    type: "ext4",
    source: "/dev/x",
  }));
}

Deno.test("bindable() leaves out what can't be bound, and all that is mounted on it", () => {
  const mounts = tree([1, 0, "/a"], [2, 1, "/a/b", true], [3, 2, "/a/b/c"], [4, 1, "/a/d"]);
  deepStrictEqual(bindable(mounts).map(({ id }) => id), ["1", "4"]);
});

Deno.test("isWithin() tells a directory and what is below it from its neighbours", () => {
  for (const path of ["/t", "/t/a", "/t/a/b"]) strictEqual(isWithin(path, "/t"), true, path);
  strictEqual(isWithin("/t", "/"), true);
  for (const path of ["/", "/t2", "/t2/a", "/a/t"]) strictEqual(isWithin(path, "/t"), false, path);
});

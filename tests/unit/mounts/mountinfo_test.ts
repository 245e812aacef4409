import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { escapePath } from "../../../lib/mounts/mount_table.ts";
import {
  inSight,
  isWithin,
  mountsWithin,
  parseMountinfo,
  placeOf,
} from "../../../lib/mounts/mountinfo.ts";

/** A line of /proc/self/mountinfo. */
function line(root: string, point: string): string {
  return `36 35 98:0 ${root} ${point} ro,nosuid master:1 - ext3 /dev/root rw,errors=continue\n`;
}

Deno.test("parseMountinfo() reads what matters of each line", () => {
  const common = {
    id: "36",
    parent: "35",
    device: "98:0",
    options: ["ro", "nosuid"],
    unbindable: false,
  };
  deepStrictEqual(parseMountinfo(line("/", "/a") + line("/b", "/c/d")), [
    { ...common, root: "/", path: "/a" },
    { ...common, root: "/b", path: "/c/d" },
  ]);
  deepStrictEqual(parseMountinfo(""), []);
});

Deno.test("parseMountinfo() reads what escapePath() writes", () => {
  for (const name of ["a b", "\\040", "a\nb", "#", "\t", "ä😀"]) {
    const [found] = parseMountinfo(line(`/r/${escapePath(name)}`, `/t/${escapePath(name)}`));
    deepStrictEqual([found?.root, found?.path], [`/r/${name}`, `/t/${name}`]);
  }
});

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

Deno.test("inSight() leaves out what lies below a later mount", () => {
  const text = ["/a", "/a/b", "/c", "/c/d", "/c", "/cd"].map((path) => line("/", path)).join("");
  const all = parseMountinfo(text);
  deepStrictEqual(inSight(all, all).map(({ path }) => path), ["/a", "/a/b", "/c", "/cd"]);
});

Deno.test("placeOf() finds a directory on the last of the nearest mounts", () => {
  const all = parseMountinfo(
    line("/", "/") + line("/x", "/a") + line("/y", "/a") + line("/", escapePath("/a b")),
  );
  const places = ["/", "/a", "/a/b", "/ab/c", "/a b/c"].map((path) => placeOf(all, path)?.root);
  deepStrictEqual(places, ["/", "/y", "/y/b", "/ab/c", "/c"]);
  strictEqual(placeOf([], "/a"), undefined);
});

Deno.test("isWithin() tells a directory and what is below it from its neighbours", () => {
  for (const path of ["/t", "/t/a", "/t/a/b"]) strictEqual(isWithin(path, "/t"), true, path);
  strictEqual(isWithin("/t", "/"), true);
  for (const path of ["/", "/t2", "/t2/a", "/a/t"]) strictEqual(isWithin(path, "/t"), false, path);
});

import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { escapePath, lockedOptions, type TableLine } from "../../lib/mounts/mount_table.ts";
import { type Mount, mountsWithin } from "../../lib/mounts/mountinfo.ts";
import type { Place } from "../../lib/mounts/place.ts";
import {
  inPathsOfUser,
  isStageRefused,
  planDirect,
  planStaged,
  type Task,
} from "../../lib/mounts/plan.ts";
import { refuseTarget } from "../../lib/mounts/target.ts";
import "../support/load_libc.ts";

Deno.test("escapePath() writes in octal what would end a field or a line, or begin a comment", () => {
  strictEqual(escapePath("a b\tc\nd\re#f\\g"), "a\\040b\\011c\\012d\\015e\\043f\\134g");
  strictEqual(escapePath("\v\f"), "\\013\\014");
  for (const text of ["/a-b.c", "ä😀", "\u00a0\u2028\u3000\ufeff", "'\"$`*?"]) {
    strictEqual(escapePath(text), text);
  }
});

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
    deepStrictEqual(mountsWithin(text, "/").length, 6);
  }
});

Deno.test("refuseTarget() throws when what was opened is not what the path led to", () => {
  const place = { path: "/elsewhere" } as Place;
  throws(
    () => refuseTarget("/link", "/nowhere", place, [], ""),
    /^RuntimeError: Cannot map to \/link: the directory was exchanged or is gone$/,
  );
});

/** Directories that are there wherever this runs, and the options of a read-only mount of them. */
const [ONE, OTHER] = ["/usr/bin", "/usr/lib"];
const RO = ["ro", ...lockedOptions("/usr")].join(",");
const TREE = "/proc/self/task/tree";

function task(changes: Partial<Task> = {}): Task {
  const views = [{ mountPoint: "a", source: ONE }, { mountPoint: "b", source: OTHER }];
  return { views, recursive: true, inside: [], writable: false, ...changes };
}

function mounted(path: string): Mount {
  const options = ["rw", "nodev", "relatime", "nodiratime"];
  const rest = { device: "8:1", unbindable: false, type: "ext4", source: "/dev/x" };
  return { id: "1", parent: "2", root: "/", path, options, ...rest };
}

function lines(plan: readonly TableLine[]): string[] {
  return plan.map(({ source, target, options, type = "" }) =>
    `${source} ${target} ${options.join(",")} ${type}`.trim()
  );
}

Deno.test("planStaged() makes everything read-only below a cover, before it is seen at once", () => {
  deepStrictEqual(lines(planStaged(task(), "/proc/self/fd/7/.")), [
    "none /proc/self/task private,mode=700,size=64k,nosuid,nodev,noexec tmpfs",
    `org.osbuild.containers ${TREE} mode=755,size=64k,nosuid,nodev,noexec,X-mount.mkdir=0700 tmpfs`,
    `/usr/bin ${TREE}/a rbind,${RO},X-mount.mkdir=0755`,
    `/usr/lib ${TREE}/b rbind,${RO},X-mount.mkdir=0755`,
    `none ${TREE} rprivate`,
    `${TREE} /proc/self/fd/7/. rbind`,
  ]);
});

Deno.test("planStaged() makes read-only what is mounted in images, and no more", () => {
  const inside = ["/usr", "/usr/lib/x y", "/usr/lib", "/usr/libx", "/usr/share"].map(mounted);
  deepStrictEqual(lines(planStaged(task({ inside }), "/t")).slice(4, -2), [
    `none ${TREE}/b/x y remount,bind,ro,nodev`,
  ]);
});

Deno.test("planStaged() binds views and what is directly in them one by one without recursion", () => {
  const changes = { recursive: false, inside: ["/usr/lib", "/usr/gone"].map(mounted) };
  const views = [{ mountPoint: "storage", source: "/usr" }];
  deepStrictEqual(lines(planStaged(task({ ...changes, views }), "/t")).slice(2, -2), [
    `/usr /proc/self/task/0 bind,private,${RO},X-mount.mkdir=0700`,
    `/proc/self/task/0 ${TREE}/storage bind,X-mount.mkdir=0755`,
    `/usr/lib /proc/self/task/1 bind,private,${RO},X-mount.mkdir=0700`,
    `/proc/self/task/1 ${TREE}/storage/lib bind,X-mount.mkdir=0755`,
  ]);
});

Deno.test("planDirect() makes the root private first, and all in it last", () => {
  deepStrictEqual(lines(planDirect(task({ writable: true }), "/r")), [
    "none /r rprivate",
    "/usr/bin /r/a rbind,X-mount.mkdir=0755",
    "/usr/lib /r/b rbind,X-mount.mkdir=0755",
    "none /r rprivate",
  ]);
});

Deno.test("isStageRefused() is about the stage itself, in whichever line", () => {
  for (const path of ["/proc/self/task", TREE]) {
    strictEqual(isStageRefused(`mount: ${path}: permission denied.\nmount: /t/a: no.`), true);
    strictEqual(isStageRefused(`ERROR: ld.so: no.\nmount: ${path}: permission denied.`), true);
  }
  strictEqual(isStageRefused(`mount: /t/a: special device ${TREE}/a: no.`), false);
  strictEqual(isStageRefused(`mount: ${TREE}/a: mount point not mounted or bad option.`), false);
  strictEqual(isStageRefused("mount: /proc/self/task/0: wrong fs type."), false);
});

Deno.test("inPathsOfUser() names no path that only the plan has", () => {
  const changed = (said: string) => inPathsOfUser(task({ recursive: false }), "/t$&", said);
  strictEqual(
    changed(`mount: ${TREE}/a: special device /s: no.`),
    "mount: /t$&/a: special device /s: no.",
  );
  strictEqual(changed("mount: /proc/self/fd/12/.: no."), "mount: /t$&: no.");
  strictEqual(changed("mount: /proc/self/task/1: no."), "mount: /t$&/b: no.");
});

import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { lockedOptions } from "../../../lib/mounts/locked_options.ts";
import type { Bind } from "../../../lib/mounts/mount_table.ts";
import type { Mount } from "../../../lib/mounts/mountinfo.ts";
import {
  commonDirectory,
  inPathsOfUser,
  isHidingRefused,
  planHidden,
  planOpen,
  planWritable,
  type Task,
} from "../../../lib/mounts/plan.ts";
import "../../support/load_libc.ts";

/** Directories that are there wherever this runs, and the options of a read-only mount of them. */
const [ONE, OTHER] = ["/usr/bin", "/usr/lib"];
const RO = ["rbind,rprivate,ro", ...lockedOptions("/usr")].join(",");

function view(name: string, source: string) {
  return { name, source, identity: { dev: 1, ino: 2 } };
}

function task(changes: Partial<Task> = {}): Task {
  const views = [view("a", ONE), view("b", OTHER)];
  return { target: "/t", anchored: true, views, inside: [], ...changes };
}

function mounted(path: string, ...options: string[]): Mount {
  return { id: "1", parent: "2", device: "3", root: "/", path, options, unbindable: false };
}

function lines(binds: readonly Bind[]): string[] {
  return binds.map((it) => `${it.source} ${it.target} ${it.options.join(",")}`);
}

Deno.test("planHidden() makes all images read-only where nobody looks before one is seen", () => {
  deepStrictEqual(lines(planHidden(task())), [
    `/usr /proc/self/task ${RO}`,
    "/t /t bind,private",
    "/proc/self/task/bin /t/a rbind,rprivate",
    "/proc/self/task/lib /t/b rbind,rprivate",
  ]);
  const single = task({ anchored: false, views: [view("a", ONE)] });
  deepStrictEqual(lines(planHidden(single)).slice(1), ["/proc/self/task/bin /t/a rbind,rprivate"]);
});

Deno.test("planHidden() makes read-only what is mounted in images and around them, and no more", () => {
  const inside = ["/usr", "/usr/lib/x y", "/usr/lib", "/usr/libx", "/usr/share"];
  const all = inside.map((path) => mounted(path, "rw", "nodev", "relatime"));
  deepStrictEqual(lines(planHidden(task({ inside: all }))).slice(1, 4), [
    "none /proc/self/task/lib/x y remount,bind,ro,nodev",
    "none /proc/self/task/lib remount,bind,ro,nodev",
    "/t /t bind,private",
  ]);
});

Deno.test("planOpen() makes each image read-only, and what is mounted inside", () => {
  const inside = [mounted(ONE), mounted(`${ONE}2/x`), mounted(`${OTHER}/x`, "noexec")];
  deepStrictEqual(lines(planOpen(task({ inside }))), [
    "/t /t bind,private",
    `${ONE} /t/a ${RO}`,
    `${OTHER} /t/b ${RO}`,
    "none /t/b/x remount,bind,ro,noexec",
  ]);
});

Deno.test("planWritable() makes nothing read-only", () => {
  deepStrictEqual(lines(planWritable(task({ inside: [mounted(`${ONE}/x`)] }))), [
    "/t /t bind,private",
    `${ONE} /t/a rbind,rprivate`,
    `${OTHER} /t/b rbind,rprivate`,
  ]);
});

Deno.test("isHidingRefused() is about the first complaint", () => {
  strictEqual(
    isHidingRefused("mount: /proc/self/task: permission denied.\nmount: /t/a: no."),
    true,
  );
  strictEqual(isHidingRefused("mount: /t/a: special device /proc/self/task/bin: no."), false);
});

Deno.test("inPathsOfUser() names no path that only the plan has", () => {
  const views = [view("a", "/s$&/a/image"), view("b", "/s$&/b/image")];
  const said = "mount: /t/a: special device /proc/self/task/a/image does not exist.";
  strictEqual(
    inPathsOfUser(task({ views }), said),
    "mount: /t/a: special device /s$&/a/image does not exist.",
  );
});

Deno.test("commonDirectory() finds a directory that all are in, however alike their names are", () => {
  const common = (...sources: string[]) => commonDirectory(sources.map((it) => view("x", it)));
  strictEqual(common("/s/a/image"), "/s/a");
  strictEqual(common("/s/sha256:1/image", "/s/sha256:2/image"), "/s");
  strictEqual(common("/s/a/image", "/s/ab/image"), "/s");
  strictEqual(common("/a/image", "/b/image"), "/");
});

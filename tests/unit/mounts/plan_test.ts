import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { lockedOptions, type TableLine } from "../../../lib/mounts/mount_table.ts";
import type { Mount } from "../../../lib/mounts/mountinfo.ts";
import {
  commonDirectory,
  inPathsOfUser,
  isStageRefused,
  planStaged,
  type Task,
} from "../../../lib/mounts/plan.ts";
import "../../support/load_libc.ts";

/** Directories that are there wherever this runs, and the options of a read-only mount of them. */
const [ONE, OTHER] = ["/usr/bin", "/usr/lib"];
const RO = ["rbind,rprivate,ro", ...lockedOptions("/usr")].join(",");
const COVER = "none /proc/self/task private,mode=700,size=64k,nosuid,nodev,noexec tmpfs";

function view(mountPoint: string, source: string) {
  return { mountPoint, source };
}

function task(changes: Partial<Task> = {}): Task {
  return { target: "/t", views: [view("a", ONE), view("b", OTHER)], inside: [], ...changes };
}

function mounted(path: string, ...options: string[]): Mount {
  return { id: "1", parent: "2", root: "/", path, options, unbindable: false, type: "ext4" };
}

function lines(plan: readonly TableLine[]): string[] {
  return plan.map(({ source, target, options, type = "" }) =>
    `${source} ${target} ${options.join(",")} ${type}`.trim()
  );
}

Deno.test("planStaged() stages read-only what all images are in, below a cover, before one is seen", () => {
  deepStrictEqual(lines(planStaged(task())), [
    COVER,
    `/usr /proc/self/task/stage ${RO},X-mount.mkdir=0700`,
    "/t /t bind,private",
    "/proc/self/task/stage/bin /t/a rbind,rprivate",
    "/proc/self/task/stage/lib /t/b rbind,rprivate",
  ]);
});

Deno.test("planStaged() makes read-only what is mounted in images and around them, and no more", () => {
  const inside = ["/usr", "/usr/lib/x y", "/usr/lib", "/usr/libx", "/usr/share"];
  const all = inside.map((path) => mounted(path, "rw", "nodev", "relatime", "nodiratime"));
  deepStrictEqual(lines(planStaged(task({ inside: all }))).slice(2, 5), [
    "none /proc/self/task/stage/lib/x y remount,bind,ro,nodev",
    "none /proc/self/task/stage/lib remount,bind,ro,nodev",
    "/t /t bind,private",
  ]);
});

Deno.test("planStaged() finds images when they are in the root directory alone", () => {
  const views = [view("a", "/usr"), view("b", "/proc")];
  deepStrictEqual(lines(planStaged(task({ views }))).slice(-1), [
    "/proc/self/task/stage/proc /t/b rbind,rprivate",
  ]);
});

Deno.test("isStageRefused() is about the first complaint", () => {
  for (const path of ["/proc/self/task", "/proc/self/task/stage"]) {
    strictEqual(isStageRefused(`mount: ${path}: permission denied.\nmount: /t/a: no.`), true);
  }
  strictEqual(isStageRefused("mount: /t/a: special device /proc/self/task/stage: no."), false);
  strictEqual(isStageRefused("mount: /t/a: no.\nmount: /proc/self/task: no."), false);
});

Deno.test("inPathsOfUser() names no path that only the plan has", () => {
  const views = [view("a", "/s$&/a/image"), view("b", "/s$&/b/image")];
  const said = "mount: /t/a: special device /proc/self/task/stage/a/image does not exist.";
  strictEqual(
    inPathsOfUser(task({ views }), said),
    "mount: /t/a: special device /s$&/a/image does not exist.",
  );
});

Deno.test("commonDirectory() finds a directory that all are in, however alike their names are", () => {
  const common = (...sources: string[]) => commonDirectory(sources.map((it) => view("x", it)));
  strictEqual(common("/s/a/image"), "/s/a/image");
  strictEqual(common("/s/sha256:1/image", "/s/sha256:2/image"), "/s");
  strictEqual(common("/s/a/image", "/s/ab/image"), "/s");
  strictEqual(common("/a/image", "/b/image"), "/");
});

import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Batch } from "../../../lib/mounts/batch.ts";
import type { Mount } from "../../../lib/mounts/mountinfo.ts";

const TARGET = "/run/t";
const ROOT = mount("1", "/", "/");
const ANCHOR = mount("12", "/run/t", TARGET);
const ONE = mount("13", "/store/a/image", "/run/t/a", "ro");
const OTHER = mount("14", "/store/b/image", "/run/t/b", "ro");

/** A line of mountinfo. */
function mount(id: string, root: string, path: string, options = "rw"): string {
  return `${id} 1 8:1 ${root} ${path} ${options} - ext4 /dev/x rw\n`;
}

function batch(before: string = ROOT, ...names: string[]): Batch {
  const made = new Batch(TARGET, names.length, before);
  for (const name of names) made.names.add(name);
  return made;
}

function ids(mounts: readonly Mount[]): string[] {
  return mounts.map(({ id }) => id);
}

Deno.test("Batch is anchored when several mounts are to be made and none is there", () => {
  strictEqual(batch(ROOT, "a", "b").anchored, true);
  strictEqual(batch(ROOT, "a").anchored, false);
  for (const path of [TARGET, `${TARGET}/x`]) {
    strictEqual(batch(ROOT + mount("2", "/x", path), "a", "b").anchored, false, path);
  }
  const unbindable = mount("2", "/", "/run").replace(" - ", " unbindable - ");
  strictEqual(batch(ROOT + unbindable, "a", "b").anchored, false);
  strictEqual(batch(ROOT + unbindable.replace("/run ", "/srv "), "a", "b").anchored, true);
});

Deno.test("roots names the anchor, or all mount points, last first", () => {
  deepStrictEqual(batch(ROOT, "a", "b").roots, [TARGET]);
  deepStrictEqual(batch(ROOT + ANCHOR, "a", "b").roots, ["/run/t/b", "/run/t/a"]);
});

Deno.test("own() finds anchor and images, and nothing that others mounted", () => {
  const others = mount("3", "/x", "/run/t2/a") + mount("4", "/", "/run/t/z");
  deepStrictEqual(ids(batch(ROOT, "a", "b").own(ROOT + ANCHOR + ONE + OTHER + others)), [
    "12",
    "13",
    "14",
  ]);
  deepStrictEqual(batch(ROOT, "a", "b").own(ROOT + others), []);
});

Deno.test("own() leaves out what others have mounted on the target, before or since", () => {
  const disk = mount("5", "/", TARGET).replace("8:1", "0:7");
  deepStrictEqual(ids(batch(ROOT + disk, "a", "b").own(ROOT + disk + ONE)), ["13"]);
  deepStrictEqual(ids(batch(ROOT, "a", "b").own(ROOT + ANCHOR + ONE + disk)), ["12", "13"]);
  deepStrictEqual(ids(batch(ROOT, "a").own(ROOT + disk + ONE)), ["13"]);
});

Deno.test("writable() finds an image or what is inside of it, as far as it can be seen", () => {
  const made = batch(ROOT, "a", "b");
  deepStrictEqual(made.writable(ROOT + ANCHOR + ONE + OTHER), []);
  const inside = mount("17", "/", "/run/t/a/inside");
  deepStrictEqual(ids(made.writable(ROOT + ANCHOR + ONE + inside)), ["17"]);
  const stacked = mount("18", "/x", "/run/t/a/inside", "ro");
  deepStrictEqual(made.writable(ROOT + ANCHOR + ONE + inside + stacked), []);
});

Deno.test("isRefused() is about the images themselves", () => {
  const made = batch(ROOT, "a", "b");
  strictEqual(made.isRefused(ROOT + ANCHOR + ONE + mount("17", "/", "/run/t/a/inside")), false);
  strictEqual(made.isRefused(ROOT + ANCHOR + ONE + OTHER.replace(" ro ", " rw ")), true);
});

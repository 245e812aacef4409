import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { memoryFile } from "../../../lib/linux/content.ts";
import { lockedOptions } from "../../../lib/mounts/locked_options.ts";
import { parseMountinfo, readMountinfo } from "../../../lib/mounts/mountinfo.ts";
import { failureOf, run } from "../../../lib/mounts/program.ts";
import "../../support/load_libc.ts";

Deno.test("run() returns status 0 and nothing printed when the program is content", async () => {
  deepStrictEqual(await run("mount", ["--version"]), { code: 0, printed: "" });
});

Deno.test("run() returns what the program complained of, and its status", async () => {
  const { code, printed } = await run("umount", ["--nonsense"]);
  strictEqual(code, 1);
  match(printed, /umount: unrecognized option '--nonsense'\n/);
  strictEqual(printed, printed.trim());
});

Deno.test("run() hands a descriptor to the program, and to that one alone", async () => {
  using table = memoryFile("table", new TextEncoder().encode("# nothing to mount\n"));
  const args = ["--all", "--fstab", `/proc/self/fd/${table.number}`];
  strictEqual((await run("mount", args, table)).code, 0);
  strictEqual((await run("mount", args)).code === 0, false);
});

Deno.test("readMountinfo() reads the mounts of this process", () => {
  const paths = parseMountinfo(readMountinfo()).map(({ path }) => path);
  strictEqual(paths.includes("/proc"), true);
  strictEqual(paths.includes("/proc/self"), false);
});

Deno.test("lockedOptions() names the flags that the mount of a path has", () => {
  for (const path of ["/proc", "/", "/dev"]) {
    const options = parseMountinfo(readMountinfo()).findLast((it) => it.path === path)?.options ??
      [];
    const flags = ["nosuid", "nodev", "noexec"].filter((it) => options.includes(it));
    deepStrictEqual(lockedOptions(path).filter((it) => it !== "ro").sort(), flags.sort(), path);
  }
});

Deno.test("failureOf() repeats five lines and counts the others", () => {
  const printed = Array.from({ length: 8 }, (_, i) => `line ${i}`).join("\n");
  const five = "line 0\nline 1\nline 2\nline 3\nline 4";
  strictEqual(failureOf({ printed, code: 32 }).message, `${five}\n(3 more lines) (code: 32)`);
  strictEqual(failureOf({ printed: five, code: 1 }).message, `${five} (code: 1)`);
  strictEqual(failureOf({ printed: "", code: 1 }).message, "it said nothing (code: 1)");
});

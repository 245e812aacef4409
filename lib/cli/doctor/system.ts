/**
 * Checks of the system that the program runs on.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { basename } from "@std/path/posix/basename";
import { dirname } from "@std/path/posix/dirname";
import { reasonOf } from "../common/files.ts";
import { quote } from "../common/text.ts";
import { ok, unknown, type Verdict, wrong } from "./check.ts";
import { MOUNT_POINT } from "../../inputs/storage/graphroot.ts";
import { libc } from "../../linux/libc.ts";
import { readProc } from "../../linux/proc.ts";
import { parseMountinfo, readMountinfo } from "../../mounts/mountinfo.ts";
import { ROOT_SOURCE } from "../../mounts/plan.ts";
import { PROGRAM_DIRECTORIES } from "../../mounts/program.ts";

const CAP_SYS_ADMIN = 21n;

/** The first util-linux with options such as `ro` beside `bind` in one mount. */
const OLDEST_UTIL_LINUX = [2, 27] as const;

const UTIL_LINUX = `install util-linux ${OLDEST_UTIL_LINUX.join(".")} or later`;

/** The directory of an image in a store, from wherever the store's file system begins. */
const IMAGE =
  /(?:^|\/)(?:org\.osbuild\.containers\/[^/]+|sha256:[0-9a-f]{64})\/image(?:\/\/deleted)?$/;

/** Checks that the C library can be loaded; the service makes its system calls through it. */
export function checkLibrary(load: () => unknown = libc): Verdict {
  try {
    load();
    return ok("can be loaded");
  } catch (error) {
    return wrong(
      reasonOf(error),
      "install glibc 2.28 or later for this architecture; no other C library will do",
    );
  }
}

/** Checks that the program may mount. */
export function checkPrivileges(status: string = readProc("/proc/self/status")): Verdict {
  const user = /^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1] ?? "unknown";
  const capabilities = BigInt(`0x${/^CapEff:\s+([0-9a-f]+)/m.exec(status)?.[1] ?? "0"}`);
  const mayMount = ((capabilities >> CAP_SYS_ADMIN) & 1n) === 1n;
  if (user === "0" && mayMount) return ok("root with CAP_SYS_ADMIN");
  if (user !== "0") return unknown(`user ${user}; osbuild, and this check, need root (sudo)`);
  return wrong(
    `user ${user} without CAP_SYS_ADMIN: only root with it can mount`,
    "in a container: start it with --privileged or --cap-add SYS_ADMIN",
  );
}

/** Checks that mount(8) or umount(8) is a recent one of util-linux. */
export function checkMountProgram(
  name: "mount" | "umount",
  versionOf: (path: string) => string = askForVersion,
): Verdict {
  const paths = PROGRAM_DIRECTORIES.map((it) => `${it}/${name}`);
  const path = paths.find((it) => existsSync(it));
  if (path === undefined) return wrong(`there is no ${paths.join(" or ")}`, UTIL_LINUX);
  try {
    const [version, major, minor] = /util-linux\D* (\d+)\.(\d+)[\d.]*/.exec(versionOf(path)) ?? [];
    if (version === undefined) return wrong(`${path} is not that of util-linux`, UTIL_LINUX);
    const isOld = Number(major) - OLDEST_UTIL_LINUX[0] || Number(minor) - OLDEST_UTIL_LINUX[1];
    if (isOld < 0) return wrong(`${path} of ${version} is too old`, UTIL_LINUX);
    return ok(`${path} of ${version}`);
  } catch (error) {
    return wrong(`${path} can't be run: ${reasonOf(error)}`, UTIL_LINUX);
  }
}

/** Checks that no image, and no container storage, is still mounted by a service. */
export function checkLeftoverMounts(mountinfo: string = readMountinfo()): Verdict {
  const left = imageMounts(mountinfo);
  if (left.length === 0) return ok("no image is mounted");
  return wrong(
    `mounted images: ${left.join(", ")}; if no build or map is running, they were left by a ` +
      "killed service, and removing these directories may empty the store",
    `umount --lazy ${left.map(quote).join(" ")}`,
  );
}

/** What to unmount, last first; what is mounted on a target includes those below. */
function imageMounts(mountinfo: string): string[] {
  const mounts = parseMountinfo(mountinfo);
  const anchors = new Set(mounts.filter((it) => it.source === ROOT_SOURCE).map(({ path }) => path));
  const isStorage = (path: string) => basename(path) === MOUNT_POINT && anchors.has(dirname(path));
  const targets = mounts.filter(({ root, path }) => IMAGE.test(root) || isStorage(path))
    .map(({ path }) => anchors.has(dirname(path)) ? dirname(path) : path);
  return [...new Set(targets)].reverse();
}

function askForVersion(path: string): string {
  const { stdout } = new Deno.Command(path, {
    args: ["--version"],
    clearEnv: true,
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).outputSync();
  return new TextDecoder().decode(stdout);
}

import { reasonOf } from "../failure.ts";
import { type Finding, ok, wrong } from "./finding.ts";
import type { System } from "./system.ts";

/** Where the service looks for them. */
const DIRECTORIES = ["/usr/bin", "/bin"] as const;

/** Options such as `ro` beside `bind` in one mount came with this version of util-linux. */
const OLDEST = [2, 27] as const;

const REMEDY = `install util-linux ${OLDEST.join(".")} or later`;

/**
 * Looks for the programs that mount and unmount.
 *
 * @param system the machine
 * @returns one finding for each
 */
export function checkMountPrograms(system: System): Finding[] {
  return [checkProgram("mount", system), checkProgram("umount", system)];
}

function checkProgram(name: "mount" | "umount", system: System): Finding {
  const path = DIRECTORIES.map((directory) => `${directory}/${name}`).find((it) =>
    isFile(it, system)
  );
  if (path === undefined) {
    return wrong(name, `${name}(8) is neither in ${DIRECTORIES.join(" nor in ")}`, REMEDY);
  }
  let printed: string;
  try {
    printed = system.versionOf(path);
  } catch (error) {
    return wrong(name, `Cannot run ${path}: ${reasonOf(error)}`, REMEDY);
  }
  const [, major, minor] = /util-linux\D* (\d+)\.(\d+)/.exec(printed) ?? [];
  if (major === undefined || minor === undefined) {
    const what = printed.trim().split("\n", 1)[0]?.slice(0, 200) || "nothing";
    return wrong(name, `${path} is not that of util-linux: it says '${what}'`, REMEDY);
  }
  const version = `${major}.${minor}`;
  if (Number(major) * 1000 + Number(minor) < OLDEST[0] * 1000 + OLDEST[1]) {
    return wrong(name, `${path} is of util-linux ${version}, too old for read-only binds`, REMEDY);
  }
  return ok(name, `${path} of util-linux ${version}`);
}

function isFile(path: string, system: System): boolean {
  try {
    return system.stat(path).isFile;
  } catch {
    return false;
  }
}

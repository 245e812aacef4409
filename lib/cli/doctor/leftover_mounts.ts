import { dirname } from "@std/path/posix/dirname";
import { reasonOf } from "../failure.ts";
import { type Finding, ok, unknown, wrong } from "./finding.ts";
import { quoteArgument } from "./quote_argument.ts";
import type { System } from "./system.ts";

const MOUNTINFO = "/proc/self/mountinfo";
const ROOT_FIELD = 3;
const POINT_FIELD = 4;

/** What is seen at a mount of an image: its directory in a store, wherever the store's file system begins. */
const IMAGE =
  /(?:^|\/)(?:org\.osbuild\.containers\/[^/]+|sha256:[0-9a-f]{64})\/image(?:\/\/deleted)?$/;

/**
 * Looks for images that are still mounted.
 *
 * @param system the machine
 * @returns what was found
 */
export function checkLeftoverMounts(system: System): Finding {
  let text: string;
  try {
    text = system.readProc(MOUNTINFO);
  } catch (error) {
    return unknown("leftover-mounts", `Cannot read ${MOUNTINFO}: ${reasonOf(error)}`);
  }
  const left = imageMounts(text);
  if (left.length === 0) return ok("leftover-mounts", "no image is mounted");
  return wrong(
    "leftover-mounts",
    `mounted images: ${left.join(", ")}; a build or map that runs now needs them, else they are ` +
      "left over from a killed service, and whoever removes these directories may empty the store",
    `umount --lazy ${left.map(quoteArgument).join(" ")}`,
  );
}

/**
 * Finds the mounts of images.
 *
 * @param mountinfo the lines of /proc/self/mountinfo (proc_pid_mountinfo(5))
 * @returns where to unmount, last first: of a target that is mounted itself, that alone
 */
export function imageMounts(mountinfo: string): string[] {
  const points = new Set<string>();
  const images: string[] = [];
  for (const line of mountinfo.split("\n")) {
    const fields = line.split(" ", POINT_FIELD + 1);
    const [root, point] = [fields[ROOT_FIELD], fields[POINT_FIELD]];
    if (root === undefined || point === undefined) continue;
    points.add(unescape(point));
    if (IMAGE.test(unescape(root))) images.push(unescape(point));
  }
  const targets = images.map((image) => points.has(dirname(image)) ? dirname(image) : image);
  return [...new Set(targets)].reverse();
}

function unescape(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));
}

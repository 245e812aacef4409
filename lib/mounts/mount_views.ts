import { ExpectedError } from "../errors.ts";
import { memoryFile } from "../linux/file.ts";
import { readProc } from "../linux/proc.ts";
import { lookAt } from "../linux/paths.ts";
import { detachAll, mountsOn, reach, type Shown } from "./detach.ts";
import { mountTable, type TableLine } from "./mount_table.ts";
import { type Mount, mountsWithin, readMountinfo } from "./mountinfo.ts";
import { isReachable, type Place } from "./place.ts";
import {
  inPathsOfUser,
  isStageRefused,
  planDirect,
  planRoot,
  planStaged,
  type Task,
  type View,
} from "./plan.ts";
import { failureOf, type Result, run } from "./program.ts";

/** mount(8) says that some mounts of a table were made; of a single one it would say 32. */
const SOME_MOUNTED = 64;
const NOT_MOUNTED = 32;
/** From this status on, a signal ended the program. */
const SIGNALLED = 128;

/**
 * Mounts views in the safest way that the kernel allows.
 *
 * @param place the target
 * @returns how the kernel refused read-only mounts, if it did: then the mounts are writable
 * @throws {ExpectedError} when mounting fails, with the text of mount(8); some mounts may be left
 */
export async function mountViews(
  task: Task,
  place: Place,
  shown: Shown,
): Promise<Result | undefined> {
  const again = async (changes: Partial<Task>) => {
    await clear(shown);
    task = { ...task, ...changes };
    return await mountOnce(task, place, shown);
  };
  let result = await mountOnce(task, place, shown);
  const inside = task.inside.filter(({ path }) => lookAt(path));
  if (result.code !== 0 && !task.recursive && inside.length < task.inside.length) {
    result = await again({ inside });
  }
  // There, the kernel binds no directory without the mounts that came from outside.
  if (result.code !== 0 && !task.recursive && isUserNamespace()) {
    const mountinfo = readMountinfo();
    const inside = task.views.flatMap((it) => insideOf(it, true, mountinfo));
    result = await again({ recursive: true, inside });
  }
  let refusal: Result | undefined;
  // A mount(8) that was killed between the two steps refused nothing.
  if (result.code !== 0 && result.code < SIGNALLED && hasWritable(task, shown)) {
    refusal = result;
    result = await again({ writable: true });
  }
  if (result.code === 0) return refusal;
  // What mount(8) would have said, had it been asked for the images one by one.
  const code = result.code === SOME_MOUNTED ? NOT_MOUNTED : result.code;
  throw failureOf({ code, printed: inPathsOfUser(task, shown.target, result.printed) });
}

/** The mounts in a view's directory that a path leads to: all, or those that are directly in it. */
export function insideOf({ source }: View, recursive: boolean, mountinfo: string): Mount[] {
  return mountsWithin(mountinfo, source)
    .filter(({ path }) => recursive || path.slice(0, path.lastIndexOf("/")) === source)
    .filter(isReachable);
}

/** Mounts behind a cover or, where nothing can be mounted in /proc, in view of everybody. */
async function mountOnce(task: Task, place: Place, shown: Shown): Promise<Result> {
  const { handle } = place;
  const staged = await mountAll(planStaged(task, handle), place);
  if (staged.code === 0 || !isStageRefused(staged.printed)) return staged;
  let made = staged;
  // No new file system may be allowed, either.
  for (const line of [planRoot(handle), { source: handle, target: handle, options: ["bind"] }]) {
    await clear(shown);
    made = await mountAll([line], place);
    const [root] = made.code === 0 ? mountsOn(shown, readMountinfo()) : [];
    if (root === undefined) continue;
    using inner = reach(root);
    return await mountAll(planDirect(task, inner.handle), inner);
  }
  return made;
}

async function mountAll(lines: readonly TableLine[], place: Place): Promise<Result> {
  using table = memoryFile("mounts", mountTable(lines));
  // Without --no-canonicalize, mount looks each path up in a list of all before it: 1,000 mounts
  // then take 0.36 s instead of 0.02 s (util-linux 2.38).
  const args = ["--no-canonicalize", "--all", "--fstab", `/proc/self/fd/${table.number}`];
  return await run("mount", args, table, place);
}

/** Unmounts what a failed attempt left. */
async function clear(shown: Shown): Promise<void> {
  const failure = await detachAll([shown]);
  if (failure !== undefined) throw new ExpectedError(failure);
}

/** Whether a view was mounted, and could not be made read-only. */
function hasWritable({ views }: Task, shown: Shown): boolean {
  const points = new Set(views.map(({ mountPoint }) => `${shown.target}/${mountPoint}`));
  return mountsOn(shown, readMountinfo())
    .some(({ path, options }) => points.has(path) && !options.includes("ro"));
}

/** Whether this is another user namespace than the one that the machine started with. */
function isUserNamespace(): boolean {
  return !/^\s*0\s+0\s+4294967295$/.test(readProc("/proc/self/uid_map").trimEnd());
}

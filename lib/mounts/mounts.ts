import { ExpectedError } from "../errors.ts";
import { memoryFile } from "../linux/content.ts";
import { resolvePath } from "../linux/paths.ts";
import { readProc } from "../linux/read_proc.ts";
import { Errno, SystemError } from "../linux/system_error.ts";
import { detachAll, mountsOn, reach, type Shown } from "./detach.ts";
import { mountTable, type TableLine } from "./mount_table.ts";
import { type Mount, mountsWithin, readMountinfo } from "./mountinfo.ts";
import { Place } from "./place.ts";
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

/** Which file a path led to at one time: its number, and the device that it is on. */
export type Identity = Pick<Deno.FileInfo, "dev" | "ino">;

/** A view whose directory was checked. */
export interface CheckedView extends View {
  /**
   * Checks the directory again.
   *
   * @throws {Error} when it is not what it has to be
   */
  check(): Identity;
}

/**
 * All that a service has mounted. osbuild makes a target right before it asks, and starts one
 * service for each input (osbuild/inputs.py, `InputManager.map`). So nothing may be mounted on a
 * target or below it before, and everything that is mounted there afterwards is the service's.
 */
export class Mounts {
  #shown: Shown[] = [];
  #warn: (text: string) => void;
  #warned = false;

  /** @param warn receives warnings */
  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  /** Whether directories are shown below a target. */
  isShownAt(target: string): boolean {
    if (this.#shown.length === 0) return false;
    const real = resolvePath(target);
    return this.#shown.some((it) => it.target === real);
  }

  /**
   * Shows directories below a target by bind mounts, private and read-only: all of them or, after
   * an error, none. What else is in the target would be hidden; so it has to be empty.
   *
   * @param target an empty directory, on and below which nothing is mounted
   * @param views the directories, no two with the same mount point
   * @param recursive whether to show all mounts inside of them, or only those that are directly in
   *   one: what is mounted further down comes and goes
   * @throws {SystemError} EEXIST when a mount point exists
   * @throws {ExpectedError} when the target is in use, or when mounting fails, with the text of
   *   mount(8)
   */
  async show(
    target: string,
    views: readonly CheckedView[],
    { recursive }: { readonly recursive: boolean },
  ): Promise<() => Promise<void>> {
    if (views.length === 0) return async () => {};
    const before = readMountinfo();
    const real = resolvePath(target);
    using place = new Place(real);
    refuse(target, real, place, views, before);
    const shown: Shown = { target: real, mountId: place.mountId };
    this.#shown.push(shown);
    try {
      const inside = views.flatMap((it) => insideOf(it, recursive, before));
      const readOnly = await this.#mount(
        { views, recursive, inside, writable: false },
        place,
        shown,
      );
      shown.mounts = check(shown, views, readOnly);
      return () => this.#undo(shown);
    } catch (error) {
      // Whoever may rename the target may have done so.
      shown.target = place.path;
      await this.#undo(shown);
      throw error;
    }
  }

  /**
   * Takes away everything that is mounted.
   *
   * @returns what could not be detached and why, or nothing
   */
  async release(): Promise<string | undefined> {
    return await this.#detach(this.#shown);
  }

  /** Undoes one call. It never throws, so as not to hide the first error. */
  async #undo(shown: Shown): Promise<void> {
    const failure = await this.#detach([shown]);
    // What stays is tried once more at the end.
    if (failure !== undefined) this.#warn(failure);
  }

  async #detach(shown: readonly Shown[]): Promise<string | undefined> {
    if (shown.length === 0) return undefined;
    const failure = await detachAll(shown);
    if (failure === undefined) this.#shown = this.#shown.filter((it) => !shown.includes(it));
    return failure;
  }

  /** Mounts in the safest way that the kernel allows; tells whether the mounts are read-only. */
  async #mount(task: Task, place: Place, shown: Shown): Promise<boolean> {
    const again = async (changes: Partial<Task>) => {
      await clear(shown);
      task = { ...task, ...changes };
      return await mountOnce(task, place, shown);
    };
    let result = await mountOnce(task, place, shown);
    const inside = task.inside.filter(({ path }) => exists(path));
    if (result.code !== 0 && !task.recursive && inside.length < task.inside.length) {
      result = await again({ inside });
    }
    // There, the kernel binds no directory without the mounts that came from outside.
    if (result.code !== 0 && !task.recursive && isUserNamespace()) {
      const mountinfo = readMountinfo();
      const inside = task.views.flatMap((it) => insideOf(it, true, mountinfo));
      result = await again({ recursive: true, inside });
    }
    // A mount(8) that was killed between the two steps refused nothing.
    if (result.code !== 0 && result.code < SIGNALLED && hasWritable(task, shown)) {
      this.#warnOnce(result);
      result = await again({ writable: true });
    }
    if (result.code === 0) return !task.writable;
    // What mount(8) would have said, had it been asked for the images one by one.
    const code = result.code === SOME_MOUNTED ? NOT_MOUNTED : result.code;
    throw failureOf({ code, printed: inPathsOfUser(task, shown.target, result.printed) });
  }

  #warnOnce({ printed }: Result): void {
    if (this.#warned) return;
    this.#warned = true;
    const [reason = ""] = printed.split("\n");
    this.#warn(`images are mounted writable: the kernel refuses read-only mounts here (${reason})`);
  }
}

/** Refuses a target whose use would hide something, or that somebody has exchanged meanwhile. */
function refuse(
  target: string,
  real: string,
  place: Place,
  views: readonly View[],
  mountinfo: string,
): void {
  if (place.path !== real) throw exchanged(target);
  const [first] = mountsWithin(mountinfo, real).filter(isReachable);
  if (first !== undefined) {
    throw new ExpectedError(
      `Cannot map to ${target}: something is mounted there already (${first.type} on ` +
        `${first.path}); unmount it, or use another target`,
    );
  }
  const names = new Set(Array.from(Deno.readDirSync(real), ({ name }) => name));
  const existing = views.find(({ mountPoint }) => names.has(mountPoint));
  if (existing !== undefined) {
    const path = `${real}/${existing.mountPoint}`;
    throw new SystemError(`make the directory ${path}`, Errno.EEXIST, path);
  }
  const [name] = names;
  if (name === undefined) return;
  throw new ExpectedError(
    `Cannot map to ${target}: it is not empty (${name}); use an empty directory`,
  );
}

/** The mounts in a view's directory that a path leads to: all, or those that are directly in it. */
function insideOf({ source }: View, recursive: boolean, mountinfo: string): Mount[] {
  return mountsWithin(mountinfo, source)
    .filter(({ path }) => recursive || path.slice(0, path.lastIndexOf("/")) === source)
    .filter(isReachable);
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Whether its path leads to a mount, and not to one that hides it. */
function isReachable({ id, path }: Mount): boolean {
  try {
    using place = new Place(path);
    return place.mountId === id;
  } catch {
    return false;
  }
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

/**
 * Compares what is mounted, which can't be exchanged any more, with what is to be mounted.
 *
 * @returns all mounts on the target and below it
 */
function check(shown: Shown, views: readonly CheckedView[], readOnly: boolean): readonly Mount[] {
  const { target } = shown;
  const mounts = mountsOn(shown, readMountinfo());
  const [root] = mounts;
  if (root === undefined || !isReachable(root)) {
    throw exchanged(target);
  }
  for (const { mountPoint, check } of views) {
    const path = `${target}/${mountPoint}`;
    const [wanted, mounted] = [check(), Deno.lstatSync(path)];
    // File systems of programs may number a file anew each time.
    const isOfProgram = mounts.some((it) => it.path === path && it.type.startsWith("fuse"));
    if (wanted.dev === mounted.dev && (wanted.ino === mounted.ino || isOfProgram)) continue;
    throw new ExpectedError(`Cannot map ${mountPoint}: its directory was exchanged`);
  }
  const writable = mounts.filter((it) => it.id !== root.id && !it.options.includes("ro"))
    .find(isReachable);
  if (!readOnly || writable === undefined) return mounts;
  throw new ExpectedError(`Cannot map: ${writable.path} is not read-only`);
}

function exchanged(target: string): ExpectedError {
  return new ExpectedError(`Cannot map to ${target}: the directory was exchanged or is gone`);
}

/** Whether this is another user namespace than the one that the machine started with. */
function isUserNamespace(): boolean {
  return !/^\s*0\s+0\s+4294967295$/.test(readProc("/proc/self/uid_map").trimEnd());
}

import { ExpectedError } from "../errors.ts";
import { memoryFile } from "../linux/content.ts";
import { makeDirectory, removeDirectory } from "../linux/directory.ts";
import { resolvePath } from "../linux/paths.ts";
import { detachAll } from "./detach.ts";
import { mountTable, type TableLine } from "./mount_table.ts";
import { type Mount, mountsWithin, parseMountinfo, readMountinfo, visible } from "./mountinfo.ts";
import {
  canStage,
  commonDirectory,
  inPathsOfUser,
  isStageRefused,
  planDirect,
  planStaged,
  planWritable,
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

/** What is shown below one target. */
interface Shown {
  /** The target, without symbolic links. */
  readonly target: string;
  /** The mount points that were made in it. */
  readonly mountPoints: string[];
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
   * Shows directories below a target by bind mounts, recursive, private and read-only: all of them
   * or, after an error, none.
   *
   * @param target an existing directory, on and below which nothing is mounted
   * @param views the directories, no two with the same mount point
   * @throws {SystemError} EEXIST when a mount point exists
   * @throws {ExpectedError} when something is mounted on the target, or when mounting fails, with
   *   the text of mount(8)
   */
  async show(target: string, views: readonly CheckedView[]): Promise<() => Promise<void>> {
    if (views.length === 0) return async () => {};
    const before = readMountinfo();
    const shown: Shown = { target: resolvePath(target), mountPoints: [] };
    refuseMounted(target, mountsWithin(before, shown.target));
    this.#shown.push(shown);
    try {
      for (const { mountPoint } of views) {
        makeDirectory(`${shown.target}/${mountPoint}`);
        shown.mountPoints.push(mountPoint);
      }
      // A link to the target may lead elsewhere by now.
      const task = { target: shown.target, views, inside: insideOf(views, before) };
      const readOnly = await this.#mount(task);
      verify(views, shown.target);
      const [writable] = readOnly ? writableBelow(shown.target) : [];
      if (writable === undefined) return () => this.#undo(shown);
      throw new ExpectedError(`Cannot map: ${writable.path} is not read-only`);
    } catch (error) {
      await this.#undo(shown);
      throw error;
    }
  }

  /**
   * Takes away everything that is mounted, last first. The empty mount points stay, as in the
   * original: osbuild deletes its directories right after, and removing what was just unmounted
   * waits for the kernel, milliseconds for each.
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
    if (failure !== undefined) return this.#warn(failure);
    for (const it of shown.mountPoints) removeDirectory(`${shown.target}/${it}`);
  }

  async #detach(shown: readonly Shown[]): Promise<string | undefined> {
    if (shown.length === 0) return undefined;
    const failure = await detachAll(shown.map(({ target }) => target));
    if (failure === undefined) this.#shown = this.#shown.filter((it) => !shown.includes(it));
    return failure;
  }

  /** Mounts in the safest way that the kernel allows; tells whether the mounts are read-only. */
  async #mount(task: Task): Promise<boolean> {
    const { target } = task;
    let result = await mountAll(canStage(task) ? planStaged(task) : planDirect(task));
    if (result.code !== 0 && isStageRefused(result.printed)) {
      await clear(target);
      result = await mountAll(planDirect(task));
    }
    // A mount(8) that was killed between the two steps refused nothing.
    const refused = result.code !== 0 && result.code < SIGNALLED && hasWritable(task);
    if (refused) {
      this.#warnOnce(result);
      await clear(target);
      result = await mountAll(planWritable(task));
    }
    if (result.code === 0) return !refused;
    // What mount(8) would have said, had it been asked for the images one by one.
    const code = result.code === SOME_MOUNTED ? NOT_MOUNTED : result.code;
    throw failureOf({ code, printed: inPathsOfUser(task, result.printed) });
  }

  #warnOnce({ printed }: Result): void {
    if (this.#warned) return;
    this.#warned = true;
    const [reason = ""] = printed.split("\n");
    this.#warn(`images are mounted writable: the kernel refuses read-only mounts here (${reason})`);
  }
}

function refuseMounted(target: string, mounts: readonly Mount[]): void {
  const [first] = mounts;
  if (first === undefined) return;
  throw new ExpectedError(
    `Cannot map to ${target}: something is mounted there already (${first.type} on ${first.path}); ` +
      "unmount it, or use another target",
  );
}

/** The mounts in and around the views' directories that a path leads to. */
function insideOf(views: readonly View[], mountinfo: string): Mount[] {
  const inside = mountsWithin(mountinfo, commonDirectory(views));
  return inside.length === 0 ? [] : visible(parseMountinfo(mountinfo), inside);
}

/** Compares what is mounted, which can't be exchanged any more, with what is to be mounted. */
function verify(views: readonly CheckedView[], target: string): void {
  for (const { mountPoint, check } of views) {
    const [wanted, mounted] = [check(), Deno.lstatSync(`${target}/${mountPoint}`)];
    if (wanted.dev === mounted.dev && wanted.ino === mounted.ino) continue;
    throw new ExpectedError(`Cannot map ${mountPoint}: its directory was exchanged`);
  }
}

function writableBelow(target: string): Mount[] {
  const mounts = mountsWithin(readMountinfo(), target);
  const writable = mounts.filter((it) => it.path !== target && !it.options.includes("ro"));
  return visible(mounts, writable);
}

function hasWritable({ views, target }: Task): boolean {
  const points = new Set(views.map(({ mountPoint }) => `${target}/${mountPoint}`));
  return writableBelow(target).some(({ path }) => points.has(path));
}

/** Unmounts what a failed attempt left. */
async function clear(target: string): Promise<void> {
  const failure = await detachAll([target]);
  if (failure !== undefined) throw new ExpectedError(failure);
}

async function mountAll(lines: readonly TableLine[]): Promise<Result> {
  using table = memoryFile("mounts", mountTable(lines));
  // Without --no-canonicalize, mount looks each path up in a list of all before it: 1,000 mounts
  // then take 0.36 s instead of 0.02 s (util-linux 2.38).
  const args = ["--no-canonicalize", "--all", "--fstab", `/proc/self/fd/${table.number}`];
  return await run("mount", args, table);
}

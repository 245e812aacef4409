import { memoryFile } from "../linux/content.ts";
import { makeDirectory, removeDirectory } from "../linux/directory.ts";
import { isSame } from "../linux/identity.ts";
import { ServiceError } from "../service_error.ts";
import { Batch } from "./batch.ts";
import { detach, detachAll } from "./detach.ts";
import { inSight, mountsWithin, readMountinfo } from "./mountinfo.ts";
import { type Bind, mountTable } from "./mount_table.ts";
import {
  commonDirectory,
  inPathsOfUser,
  isHidingRefused,
  planHidden,
  planOpen,
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

/** All that a service has mounted, and the way to take it away again. */
export class Mounts {
  #batches: Batch[] = [];
  #warn: (text: string) => void;
  #warned = false;

  /** @param warn where the user is told of what is not as it should be */
  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  /**
   * Whether directories are shown below a target.
   *
   * @param target an existing directory
   */
  isShownAt(target: string): boolean {
    if (this.#batches.length === 0) return false;
    const real = Deno.realPathSync(target);
    return this.#batches.some((it) => it.target === real);
  }

  /**
   * Makes directories seen below a target by bind mounts, recursive, private and read-only: all of
   * them or, after an error, none.
   *
   * @param target an existing directory
   * @param views the directories, no two of the same name
   * @returns a function that takes these mounts away again
   * @throws {ServiceError} `FileExistsError` when a mount point is there already, `RuntimeError`
   *   when mounting fails, in mount's own words
   */
  async show(target: string, views: readonly View[]): Promise<() => Promise<void>> {
    if (views.length === 0) return async () => {};
    const before = readMountinfo();
    const batch = new Batch(Deno.realPathSync(target), views.length, before);
    const around = mountsWithin(before, commonDirectory(views));
    const inside = inSight(around, around).filter((it) => !it.unbindable);
    this.#batches.push(batch);
    try {
      for (const { name } of views) {
        makeDirectory(`${target}/${name}`);
        batch.names.add(name);
      }
      const readOnly = await this.#mount(batch, {
        target,
        anchored: batch.anchored,
        views,
        inside,
      });
      for (const { name, identity } of views) {
        if (isSame(identity, Deno.lstatSync(`${batch.target}/${name}`))) continue;
        throw new ServiceError("RuntimeError", `Cannot map ${name}: its directory was exchanged`);
      }
      const [writable] = readOnly ? batch.writable(readMountinfo()) : [];
      if (writable !== undefined) {
        throw new ServiceError("RuntimeError", `Cannot map: ${writable.path} is not read-only`);
      }
    } catch (error) {
      await this.#takeBack(batch);
      throw error;
    }
    return () => this.#takeBack(batch);
  }

  /**
   * Takes away everything that is mounted, last first. The empty mount points stay, as in the
   * original: osbuild deletes its directories right after, and removing what was just unmounted waits
   * for the kernel, milliseconds for each.
   *
   * @returns what could not be detached: mount points and why
   */
  async release(): Promise<string[]> {
    const batches = this.#batches.splice(0).reverse();
    if (batches.length === 0) return [];
    await detach(batches.flatMap((it) => it.roots));
    const failures: string[] = [];
    for (const batch of batches) {
      const failure = await this.#detach(batch);
      if (failure !== undefined) failures.push(failure);
    }
    return failures;
  }

  /** Tells whether the mounts are read-only. */
  async #mount(batch: Batch, task: Task): Promise<boolean> {
    let result = await mountAll(planHidden(task));
    if (result.code !== 0 && isHidingRefused(result.printed)) {
      await this.#clear(batch);
      result = await mountAll(planOpen(task));
    }
    const refused = wasRefused(result, batch);
    if (refused) {
      this.#warnOnce(result);
      await this.#clear(batch);
      result = await mountAll(planWritable(task));
    }
    if (result.code !== 0) throw toFailure(result, task);
    return !refused;
  }

  /** Makes room for another try. */
  async #clear(batch: Batch): Promise<void> {
    const failure = await this.#detach(batch);
    if (failure !== undefined) throw new ServiceError("RuntimeError", failure);
  }

  /** Never fails itself, so that the failure which led here is the one that is told. */
  async #takeBack(batch: Batch): Promise<void> {
    const failure = await this.#detach(batch);
    if (failure !== undefined) {
      // What stays is tried once more at the end.
      this.#warn(failure);
      return;
    }
    batch.points.forEach(removeDirectory);
    this.#batches = this.#batches.filter((it) => it !== batch);
  }

  async #detach(batch: Batch): Promise<string | undefined> {
    try {
      return await detachAll(() => batch.own(readMountinfo()));
    } catch (error) {
      const reason = error instanceof Error ? error.message : error;
      return `Cannot detach ${batch.roots.join(", ")}: ${reason}`;
    }
  }

  #warnOnce({ printed }: Result): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#warn(
      `images are mounted writable: the kernel refuses read-only mounts here (${printed})`,
    );
  }
}

async function mountAll(binds: readonly Bind[]): Promise<Result> {
  using table = memoryFile("mounts", new TextEncoder().encode(mountTable(binds)));
  // Without --no-canonicalize, mount looks each path up in a list of all before it: 1,000 mounts
  // then take 0.36 s instead of 0.02 s (util-linux 2.38).
  const args = ["--no-canonicalize", "--all", "--fstab", `/proc/self/fd/${table.number}`];
  return await run("mount", args, table);
}

/**
 * Whether images could be mounted, but not read-only. A mount(8) that was killed between the two
 * steps refused nothing: no reason to do with less.
 */
function wasRefused({ code }: Result, batch: Batch): boolean {
  return code !== 0 && code < SIGNALLED && batch.isRefused(readMountinfo());
}

/** Says what mount(8) would have said had it been asked for the images one by one. */
function toFailure({ code, printed }: Result, task: Task): ServiceError {
  return failureOf({
    code: code === SOME_MOUNTED ? NOT_MOUNTED : code,
    printed: inPathsOfUser(task, printed),
  });
}

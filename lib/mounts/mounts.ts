import { resolvePath } from "../linux/paths.ts";
import { detachAll, type Shown } from "./detach.ts";
import { insideOf, mountViews } from "./mount_views.ts";
import { readMountinfo } from "./mountinfo.ts";
import { Place } from "./place.ts";
import { type CheckedView, checkMounts, refuseTarget } from "./target.ts";

/**
 * All that a service has mounted. osbuild makes a target right before it asks, and starts one
 * service for each input (osbuild/inputs.py, `InputManager.map`). So nothing may be mounted on a
 * target or below it before, and everything that is mounted there afterwards is the service's.
 */
export class Mounts {
  #shown: Shown[] = [];
  #warn: (text: string) => void;

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
   * @param views the directories, at least one, no two with the same mount point
   * @param recursive whether to show all mounts inside of them, or only those that are directly in
   *   one: what is mounted further down comes and goes
   * @throws {ExistsError} when a mount point exists
   * @throws {ExpectedError} when the target is in use, or when mounting fails, with the text of
   *   mount(8)
   */
  async show(
    target: string,
    views: readonly CheckedView[],
    { recursive }: { readonly recursive: boolean },
  ): Promise<() => Promise<void>> {
    const before = readMountinfo();
    const real = resolvePath(target);
    using place = new Place(real);
    refuseTarget(target, real, place, views, before);
    const shown: Shown = { target: real, mountId: place.mountId };
    this.#shown.push(shown);
    try {
      const inside = views.flatMap((it) => insideOf(it, recursive, before));
      const task = { views, recursive, inside, writable: false };
      const refusal = await mountViews(task, place, shown);
      if (refusal !== undefined) {
        const [reason] = refusal.printed.split("\n", 1);
        this.#warn(
          `images are mounted writable: the kernel refuses read-only mounts here (${reason})`,
        );
      }
      shown.mounts = checkMounts(shown, views, refusal === undefined);
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
}

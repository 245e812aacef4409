import {
  inSight,
  isSamePlace,
  type Mount,
  mountOf,
  mountsWithin,
  parseMountinfo,
  placeOf,
} from "./mountinfo.ts";

/** The mounts of one request. What is mounted is always given as the lines of mountinfo. */
export class Batch {
  /** Whether the target is mounted on itself beneath the others, and takes them along. */
  readonly anchored: boolean;
  /** Names of the mount points that were made in the target. */
  readonly names = new Set<string>();
  /** Numbers of mounts that were in the target before. */
  readonly #foreign: ReadonlySet<string>;

  /**
   * Several mounts get an anchor, unless it would hide what is mounted in the target, could be
   * taken for somebody else's mount of the target, or can't be made.
   *
   * @param target the target without symbolic links, as the kernel names it
   * @param count how many mounts are to be made
   * @param before what is mounted anywhere
   */
  constructor(readonly target: string, count: number, before: string) {
    const there = mountsWithin(before, target);
    this.#foreign = new Set(there.map(({ id }) => id));
    this.anchored = count > 1 && there.length === 0 && !isUnbindable(target, before);
  }

  /** What takes all of it away, in this order. */
  get roots(): string[] {
    return this.anchored ? [this.target] : this.points.reverse();
  }

  /** The mount points, in the order of their making. */
  get points(): string[] {
    return [...this.names].map((name) => `${this.target}/${name}`);
  }

  /**
   * Finds the batch's mounts.
   *
   * @param now what is mounted
   * @returns the anchor, the images and what is inside of them
   */
  own(now: string): Mount[] {
    const found = this.#found(now);
    if (!found.some(({ path }) => path === this.target)) return found;
    const ids = new Set(found.map(({ id }) => id));
    const place = placeOf(parseMountinfo(now).filter(({ id }) => !ids.has(id)), this.target);
    // Another place of another file system is what others have mounted on the target.
    return found.filter((it) => it.path !== this.target || isSamePlace(it, place));
  }

  /**
   * Whether an image could be mounted, but not read-only.
   *
   * @param now what is mounted
   */
  isRefused(now: string): boolean {
    const points = this.points;
    return this.writable(now).some(({ path }) => points.includes(path));
  }

  /**
   * Finds mounts through which something could be lost.
   *
   * @param now what is mounted
   * @returns the images and what is inside of them, as far as they can be seen and are not
   *   read-only
   */
  writable(now: string): Mount[] {
    const found = this.#found(now);
    const writable = found.filter((it) => it.path !== this.target && !it.options.includes("ro"));
    return inSight(found, writable);
  }

  #found(now: string): Mount[] {
    return mountsWithin(now, this.target).filter(({ id, path }) => {
      if (this.#foreign.has(id)) return false;
      if (path === this.target) return this.anchored;
      return this.names.has(path.slice(this.target.length + 1).split("/", 1)[0]!);
    });
  }
}

function isUnbindable(target: string, before: string): boolean {
  if (!before.includes(" unbindable ")) return false;
  return mountOf(parseMountinfo(before), target)?.unbindable ?? false;
}

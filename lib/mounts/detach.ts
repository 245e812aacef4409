import { Errno, SystemError } from "../linux/system_error.ts";
import { type Mount, mountsWithin, parseMountinfo, readMountinfo } from "./mountinfo.ts";
import { Place } from "./place.ts";
import { failureOf, run } from "./program.ts";

/** How many mounts umount(8) is given at once; each needs a free descriptor. */
const MAX_AT_ONCE = 100;
/** How often umount(8) is run at most: what hides a mount of ours is unmounted first. */
const MAX_PASSES = 10;

/** What one call mounted. */
export interface Shown {
  /** The target, without symbolic links. */
  target: string;
  /** The id of the mount that the target is in. */
  readonly mountId: string;
  /** What was mounted, as soon as it is known. */
  mounts?: readonly Mount[];
}

/** Finds what was mounted on a target, the mounts on it after it. */
export function mountsOn({ target, mountId }: Shown, mountinfo: string): Mount[] {
  const within = mountsWithin(mountinfo, target);
  const top = within.find(({ path, parent }) => path === target && parent === mountId);
  return top === undefined ? [] : treeOf(top, within);
}

/**
 * Unmounts what calls have mounted, and what others have mounted on it, wherever it is by now:
 * lazily, so that processes inside do not keep it busy.
 *
 * @returns what could not be unmounted and why, or nothing; it never throws
 */
export async function detachAll(shown: readonly Shown[]): Promise<string | undefined> {
  let left: readonly Mount[] = [];
  try {
    left = find(shown, readMountinfo());
    for (let pass = 1; left.length > 0; pass++) {
      const count = left.length;
      const [failures, rest]: [string[], Mount[]] = [[], []];
      for (let i = 0; i < count; i += MAX_AT_ONCE) {
        rest.push(...await detach(left.slice(i, i + MAX_AT_ONCE), failures));
      }
      left = rest;
      if (left.length < count || failures.length === 0 && pass < MAX_PASSES) continue;
      return `Cannot detach ${summary(left)}: ${failures[0] ?? "it is still mounted"}`;
    }
    return undefined;
  } catch (error) {
    const what = left.length > 0 ? summary(left) : shown.map(({ target }) => target).join(", ");
    return `Cannot detach ${what}: ${error instanceof Error ? error.message : error}`;
  }
}

/** What is mounted of what calls have mounted, without what is on another of these. */
function find(shown: readonly Shown[], mountinfo: string): Mount[] {
  let all: readonly Mount[] | undefined;
  return shown.flatMap((it) => {
    const { target, mounts = mountsOn(it, mountinfo) } = it;
    const found = same(mounts, mountsWithin(mountinfo, target));
    // What is not there was unmounted by others, or moved, or a directory above was renamed.
    const ours = found.length === mounts.length
      ? found
      : same(mounts, all ??= parseMountinfo(mountinfo));
    const ids = new Set(ours.map(({ id }) => id));
    return ours.filter(({ parent }) => !ids.has(parent));
  });
}

/** Picks the mounts that were there before: an id alone may belong to another mount by now. */
function same(before: readonly Mount[], now: readonly Mount[]): Mount[] {
  const byId = new Map(before.map((it) => [it.id, it]));
  return now.filter(({ id, device, root, source }) => {
    const it = byId.get(id);
    return it?.device === device && it.root === root && it.source === source;
  });
}

/** Whether the path of a mount leads to what it was mounted on: no need to read all mounts. */
function isGone({ path, parent }: Mount): boolean {
  using place = open(path);
  return place === undefined || place.mountId === parent;
}

/** Unmounts mounts, or what was mounted on them; returns what is left, and says why in `failures`. */
async function detach(mounts: readonly Mount[], failures: string[]): Promise<Mount[]> {
  const places = new Map<Place, Mount>();
  const hidden: Mount[] = [];
  try {
    for (const mount of mounts) {
      try {
        places.set(reach(mount), mount);
      } catch (error) {
        hidden.push(mount);
        failures.push(error instanceof Error ? error.message : String(error));
      }
    }
    if (places.size === 0) return hidden;
    const handles = [...places.keys()].map(({ handle }) => handle);
    const args = ["--no-canonicalize", "--lazy", ...handles];
    const result = await run("umount", args, ...places.keys());
    if (result.code !== 0) {
      const paths = new Map([...places].map(([{ handle }, { path }]) => [handle, path]));
      const printed = result.printed.replace(
        /\/proc\/self\/fd\/\d+\/\./g,
        (it) => paths.get(it) ?? it,
      );
      failures.push(failureOf({ ...result, printed }, "umount").message);
    }
    return [...hidden, ...[...places.values()].filter((it) => !isGone(it))];
  } finally {
    for (const place of places.keys()) place.close();
  }
}

/**
 * Opens the root of a mount, or of one that was mounted on it: never anything else, whoever
 * exchanges directories on the way.
 *
 * @throws {Error} when it is hidden, or its path leads elsewhere by now
 */
export function reach(mount: Mount): Place {
  const place = open(mount.path);
  if (place !== undefined) {
    const { mountId } = place;
    if (mountId === mount.id) return place;
    const onIt = treeOf(mount, mountsWithin(readMountinfo(), mount.path));
    if (onIt.some(({ id }) => id === mountId)) return place;
    place.close();
  }
  throw new Error("it is hidden by another mount");
}

function open(path: string): Place | undefined {
  try {
    return new Place(path);
  } catch (error) {
    if (error instanceof SystemError && error.errno === Errno.ENOENT) return undefined;
    throw error;
  }
}

/** A mount, and those among others that are on it. */
function treeOf(top: Mount, mounts: readonly Mount[]): Mount[] {
  const parents = new Map(mounts.map(({ id, parent }) => [id, parent]));
  const isOnTop = (id: string | undefined): boolean =>
    id !== undefined && (id === top.id || parents.get(id) !== id && isOnTop(parents.get(id)));
  return mounts.filter(({ id }) => isOnTop(id));
}

function summary(mounts: readonly Mount[]): string {
  const [first, ...others] = mounts.map(({ path }) => path);
  return others.length === 0 ? `${first}` : `${first} and ${others.length} more`;
}

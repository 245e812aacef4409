import { ExistsError, ExpectedError } from "../errors.ts";
import { mountsOn, type Shown } from "./detach.ts";
import { type Mount, mountsWithin, readMountinfo } from "./mountinfo.ts";
import { isReachable, type Place } from "./place.ts";
import type { View } from "./plan.ts";

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
 * Refuses a target whose use would hide something, or that somebody has exchanged meanwhile.
 *
 * @throws {ExistsError} when a mount point exists
 * @throws {ExpectedError} when anything else is in it or on it
 */
export function refuseTarget(
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
  if (existing !== undefined) throw new ExistsError(`${real}/${existing.mountPoint}`);
  const [name] = names;
  if (name === undefined) return;
  throw new ExpectedError(
    `Cannot map to ${target}: it is not empty (${name}); use an empty directory`,
  );
}

/**
 * Compares what is mounted, which can't be exchanged any more, with what is to be mounted.
 *
 * @returns all mounts on the target and below it
 * @throws {ExpectedError} when anything else is there
 */
export function checkMounts(
  shown: Shown,
  views: readonly CheckedView[],
  readOnly: boolean,
): readonly Mount[] {
  const { target } = shown;
  const mounts = mountsOn(shown, readMountinfo());
  const root = mounts.find(({ parent }) => parent === shown.mountId);
  if (root === undefined || !isReachable(root)) throw exchanged(target);
  for (const { mountPoint, check } of views) {
    const path = `${target}/${mountPoint}`;
    const [wanted, mounted] = [check(), Deno.lstatSync(path)];
    // File systems of programs may number a file anew each time.
    const isOfProgram = () => mounts.some((it) => it.path === path && it.type.startsWith("fuse"));
    if (wanted.dev === mounted.dev && (wanted.ino === mounted.ino || isOfProgram())) continue;
    throw new ExpectedError(`Cannot map ${mountPoint}: its directory was exchanged`);
  }
  const writable = mounts.find((it) =>
    it.id !== root.id && !it.options.includes("ro") && isReachable(it)
  );
  if (!readOnly || writable === undefined) return mounts;
  throw new ExpectedError(`Cannot map: ${writable.path} is not read-only`);
}

function exchanged(target: string): ExpectedError {
  return new ExpectedError(`Cannot map to ${target}: the directory was exchanged or is gone`);
}

import { memoryFile } from "../descriptors/content.ts";
import { makeDirectory, removeDirectory } from "../files/directory.ts";
import { type Identity, isSame } from "../files/identity.ts";
import { ServiceError } from "../service_error.ts";
import { detach } from "./detach.ts";
import { lockedOptions } from "./locked_options.ts";
import { isMounted, type MountPoint, mountsAt } from "./mountinfo.ts";
import { type Bind, mountTable } from "./mount_table.ts";
import { failureOf, type Result, run } from "./program.ts";

/** From this status on, a signal ended the program. */
const SIGNALLED = 128;

/** A folder that is to be seen below a target. */
export interface View {
  /** The folder, a path without symbolic links. */
  readonly source: string;
  /** What `source` led to when it was checked. */
  readonly identity: Identity;
  /** The mount point's name in the target. */
  readonly name: string;
}

/** The mounts of one request. */
interface Batch {
  /** The target without symbolic links, as the kernel names it. */
  readonly target: string;
  /** The mount points' names in the target. */
  readonly names: Set<string>;
  /** Whether the target is mounted on itself beneath them. */
  readonly anchored: boolean;
  /** Whether it is there as a whole; after a failure nobody knows what is. */
  whole: boolean;
}

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
   * Makes folders seen below a target by bind mounts, recursive, private and read-only: all of
   * them or, after an error, none.
   *
   * @param target an existing folder
   * @param views the folders, no two of the same name
   * @returns a function that takes these mounts away again
   * @throws {ServiceError} `FileExistsError` when a mount point is there already, `RuntimeError`
   *   when mounting fails, in mount's own words
   */
  async show(target: string, views: readonly View[]): Promise<() => Promise<void>> {
    const real = Deno.realPathSync(target);
    // Where there are several, a private mount of the target on itself beneath them takes all of
    // them along when it is detached. It must not hide what an earlier request mounted there, nor
    // be taken for a mount of somebody else's.
    const anchored = views.length > 1 && !this.#batches.some((it) => it.target === real) &&
      !isMounted(real);
    const batch: Batch = { target: real, names: new Set(), anchored, whole: false };
    this.#batches.push(batch);
    try {
      for (const { name } of views) {
        makeDirectory(`${target}/${name}`);
        batch.names.add(name);
      }
      await this.#mount(batch, target, views);
      for (const { name, identity } of views) {
        if (isSame(identity, Deno.lstatSync(`${real}/${name}`))) continue;
        throw new ServiceError("RuntimeError", `Cannot map ${name}: its folder was exchanged`);
      }
    } catch (error) {
      await this.#takeBack(batch);
      throw error;
    }
    batch.whole = true;
    return () => this.#takeBack(batch);
  }

  /**
   * Takes away everything that is mounted, last first. The empty mount points stay, as in the
   * original: osbuild deletes its folders right after, and removing what was just unmounted waits
   * for the kernel, milliseconds for each.
   *
   * @returns what could not be detached: mount points and why
   */
  async release(): Promise<string[]> {
    const batches = this.#batches.splice(0).reverse();
    return await detach(batches.flatMap(detachable));
  }

  async #mount(batch: Batch, target: string, views: readonly View[]): Promise<void> {
    const anchor: Bind = { source: target, target, options: ["bind", "private"] };
    const table = (options: (source: string) => string[]) => [
      ...(batch.anchored ? [anchor] : []),
      ...views.map(({ source, name }) => ({
        source,
        target: `${target}/${name}`,
        options: ["rbind", "rprivate", ...options(source)],
      })),
    ];
    let result = await mountAll(table((source) => ["ro", ...lockedOptions(source)]));
    if (result.code === 0) return await this.#protectBelow(batch);
    if (wasRefused(result, batch)) {
      this.#warnOnce(result);
      await detach(detachable(batch));
      result = await mountAll(table(() => []));
    }
    if (result.code !== 0) throw failureOf(result);
  }

  /** Makes mounts inside of the images read-only too: `ro` reaches the topmost one only. */
  async #protectBelow(batch: Batch): Promise<void> {
    for (const { path, options } of writable(batch)) {
      const kept = options.filter((it) => it.startsWith("no"));
      const remount = ["remount", "bind", "ro", ...kept].join(",");
      const result = await run("mount", ["--no-canonicalize", "-o", remount, path]);
      if (result.code !== 0) this.#warnOnce(result);
    }
  }

  /** Never fails itself, so that the failure which led here is the one that is told. */
  async #takeBack(batch: Batch): Promise<void> {
    const failures = await detach(detachable(batch));
    if (failures.length > 0) {
      // What stays is tried once more at the end.
      this.#warn(failures.join("; "));
      return;
    }
    pointsOf(batch).forEach(removeDirectory);
    this.#batches = this.#batches.filter((it) => it !== batch);
  }

  #warnOnce(result: Result): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#warn(
      `images are mounted writable: the kernel refuses read-only mounts here (${result.printed})`,
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

/** Where umount takes a batch away, last first. */
function detachable(batch: Batch): string[] {
  const { target, anchored, whole } = batch;
  const points = pointsOf(batch).reverse();
  if (whole) return anchored ? [target] : points;
  try {
    const there = new Set(mountsAt(target).map(({ path }) => path));
    return anchored && there.has(target) ? [target] : points.filter((path) => there.has(path));
  } catch {
    // Without /proc or a free descriptor nobody can tell: then all are tried.
    return anchored ? [...points, target] : points;
  }
}

function pointsOf({ target, names }: Batch): string[] {
  return [...names].map((name) => `${target}/${name}`);
}

/**
 * Whether a bind mount could be made, but not read-only. A mount(8) that was killed between the two
 * steps refused nothing: no reason to do with less.
 */
function wasRefused({ code }: Result, batch: Batch): boolean {
  const points = pointsOf(batch);
  return code < SIGNALLED && writable(batch).some(({ path }) => points.includes(path));
}

/** The mounts of a batch, and those inside of them, that are not read-only. */
function writable({ target, names }: Batch): MountPoint[] {
  return mountsAt(target).filter(({ path, options }) => {
    const name = path.slice(target.length + 1).split("/", 1)[0];
    return name !== undefined && names.has(name) && !options.includes("ro");
  });
}

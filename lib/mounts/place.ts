import { Descriptor } from "../linux/descriptor.ts";
import { libc } from "../linux/libc.ts";
import { cString, decodePath } from "../linux/paths.ts";
import { readProc } from "../linux/proc.ts";
import { checked } from "../linux/system_error.ts";
import type { Mount } from "./mountinfo.ts";

/** O_PATH, O_CLOEXEC and O_NOFOLLOW, the latter different on each architecture. */
const FLAGS = Deno.build.arch === "aarch64" ? 0o12100000 : 0o12400000;
const PATH_MAX = 4096;

/** A file or directory that is held, and so stays the same whatever takes its place. */
export class Place extends Descriptor {
  /**
   * Opens what is at a path whose last component is no symbolic link.
   *
   * @throws {SystemError} when there is nothing, or it can't be reached
   */
  constructor(path: string) {
    const number = libc().open(cString(path), FLAGS);
    super(checked(number, `open ${path}`));
  }

  /** A path to the directory that nobody can redirect, for this process and those that inherit it. */
  get handle(): string {
    return `/proc/self/fd/${this.number}/.`;
  }

  /** Where it is now. */
  get path(): string {
    const bytes = new Uint8Array(PATH_MAX);
    const link = cString(`/proc/self/fd/${this.number}`);
    const length = libc().readlink(link, bytes, BigInt(bytes.length));
    return decodePath(bytes.subarray(0, checked(length, "look where a directory is")));
  }

  /** The id of the mount that it is in. */
  get mountId(): string {
    const info = readProc(`/proc/self/fdinfo/${this.number}`);
    return /^mnt_id:\s*(\d+)$/m.exec(info)?.[1] ?? "";
  }
}

/** Whether its path leads to a mount, and not to one that hides it. */
export function isReachable({ id, path }: Mount): boolean {
  try {
    using place = new Place(path);
    return place.mountId === id;
  } catch {
    return false;
  }
}

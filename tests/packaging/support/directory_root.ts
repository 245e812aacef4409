import { join } from "node:path";
import { run } from "./run.ts";
import { ROOT } from "../../../tools/shared/project.ts";

/** Overlays this machine's root, in a mount namespace that ends with standard input. */
const SET_UP = `
set -e
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" overlay "$1/root"
for directory in proc dev sys; do mount --rbind "/$directory" "$1/root/$directory"; done
mount -t tmpfs tmpfs "$1/root/tmp"
mount -t tmpfs tmpfs "$1/root/run"
root=$1/root
shift
for directory; do
  mkdir -p "$root$directory"
  mount --bind "$directory" "$root$directory"
done
echo ready
exec cat`;

/**
 * A root directory in which packages can be installed without harm: this machine's own, with everything
 * that is written kept in memory. The checkout is at the same path inside.
 */
export class DirectoryRoot implements AsyncDisposable {
  readonly #directory: string;
  readonly #holder: Deno.ChildProcess;

  private constructor(directory: string, holder: Deno.ChildProcess) {
    this.#directory = directory;
    this.#holder = holder;
  }

  /** Makes one. */
  static async make(...directories: string[]): Promise<DirectoryRoot> {
    const directory = await Deno.makeTempDir({ prefix: "containers-root-" });
    const holder = new Deno.Command("unshare", {
      args: [
        "--mount",
        "--propagation=private",
        "sh",
        "-c",
        SET_UP,
        "sh",
        directory,
        ROOT,
        ...directories,
      ],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const reader = holder.stdout.getReader();
    const { done } = await reader.read();
    reader.releaseLock();
    const root = new DirectoryRoot(directory, holder);
    if (!done) return root;
    await root[Symbol.asyncDispose]();
    throw new Error("Cannot make a directory root: the overlay can't be mounted");
  }

  /**
   * Runs a program in it.
   *
   * @throws {Error} with what it wrote when it fails
   */
  async run(...command: readonly string[]): Promise<string> {
    const enter = ["nsenter", `--target=${this.#holder.pid}`, "--mount"];
    return await run([...enter, "chroot", join(this.#directory, "root"), ...command]);
  }

  /** Ends it, with everything in it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#holder.stdin.close();
    await this.#holder.stdout.cancel();
    await this.#holder.status;
    await Deno.remove(this.#directory, { recursive: true });
  }
}

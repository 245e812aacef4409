import { join } from "node:path";
import { ROOT } from "../../../tools/shared/layout.ts";
import { run } from "./run.ts";

/** Overlays this machine's root, in a mount namespace that ends with standard input. */
const SET_UP = `
set -e
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" overlay "$1/root"
for folder in proc dev sys; do mount --rbind "/$folder" "$1/root/$folder"; done
mount -t tmpfs tmpfs "$1/root/tmp"
mount -t tmpfs tmpfs "$1/root/run"
root=$1/root
shift
for folder; do
  mkdir -p "$root$folder"
  mount --bind "$folder" "$root$folder"
done
echo ready
exec cat`;

/**
 * A root folder in which packages can be installed without harm: this machine's own, with everything
 * that is written kept in memory. The checkout is at the same path inside.
 */
export class FolderRoot implements AsyncDisposable {
  readonly #folder: string;
  readonly #holder: Deno.ChildProcess;

  private constructor(folder: string, holder: Deno.ChildProcess) {
    this.#folder = folder;
    this.#holder = holder;
  }

  /**
   * Makes one.
   *
   * @param folders folders that are at the same path inside, besides the checkout
   * @returns the root, for `await using`
   */
  static async make(...folders: string[]): Promise<FolderRoot> {
    const folder = await Deno.makeTempDir({ prefix: "containers-root-" });
    const holder = new Deno.Command("unshare", {
      args: [
        "--mount",
        "--propagation=private",
        "sh",
        "-c",
        SET_UP,
        "sh",
        folder,
        ROOT,
        ...folders,
      ],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const reader = holder.stdout.getReader();
    const { done } = await reader.read();
    reader.releaseLock();
    const root = new FolderRoot(folder, holder);
    if (!done) return root;
    await root[Symbol.asyncDispose]();
    throw new Error("Cannot make a folder root: the overlay can't be mounted");
  }

  /**
   * Runs a program in it.
   *
   * @param command the program and its arguments
   * @returns what it wrote
   * @throws {Error} with what it wrote when it fails
   */
  async run(...command: readonly string[]): Promise<string> {
    const enter = ["nsenter", `--target=${this.#holder.pid}`, "--mount"];
    return await run([...enter, "chroot", join(this.#folder, "root"), ...command]);
  }

  /** Ends it, with everything in it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#holder.stdin.close();
    await this.#holder.stdout.cancel();
    await this.#holder.status;
    await Deno.remove(this.#folder, { recursive: true });
  }
}

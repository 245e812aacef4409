import { join } from "@std/path/posix/join";
import type { Store } from "../../osbuild/store_client.ts";

/** A store's directory in place of a running osbuild that serves it. */
export class DirectoryStore implements Store {
  #directory: string;

  /** @param directory the store's directory, an absolute path */
  constructor(directory: string) {
    this.#directory = directory;
  }

  source(name: string): string {
    return join(this.#directory, "sources", name);
  }

  readTreeAt(id: string): void {
    throw new Error(`Cannot mount the tree of pipeline ${id}: only a running osbuild can`);
  }

  /** Does nothing: there is no connection. */
  close(): void {}

  [Symbol.dispose](): void {}
}

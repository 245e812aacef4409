import { join } from "@std/path/posix/join";
import { type Store, StoreError } from "../../osbuild/store_client.ts";

/** A store as a directory, without an osbuild that could be asked. */
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
    throw new StoreError(`Cannot mount the tree of pipeline ${id}: only a running osbuild can`);
  }

  /** Does nothing: there is no conversation to end. */
  close(): void {}

  [Symbol.dispose](): void {}
}

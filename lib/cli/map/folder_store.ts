import { join } from "@std/path/posix/join";
import { ServiceError } from "../../service_error.ts";
import type { Store } from "../../osbuild/store_client.ts";

/** A store as a folder, without an osbuild that could be asked. */
export class FolderStore implements Store {
  #folder: string;

  /** @param folder the store's folder, an absolute path */
  constructor(folder: string) {
    this.#folder = folder;
  }

  source(name: string): string {
    return join(this.#folder, "sources", name);
  }

  readTreeAt(id: string): void {
    throw new ServiceError(
      "StoreError",
      `Cannot mount the tree of pipeline ${id}: only a running osbuild can`,
    );
  }

  /** Does nothing: there is no conversation to end. */
  close(): void {}

  [Symbol.dispose](): void {}
}

import type { Mounts } from "../mounts/mounts.ts";
import type { Answer } from "../osbuild/conversation.ts";
import type { Store } from "../osbuild/store_client.ts";

/** What `map` works with. */
export interface MapContext {
  /** What is mounted, by this service. */
  readonly mounts: Pick<Mounts, "show" | "isShownAt">;
  /** Opens a conversation with the store behind a socket. */
  readonly openStore: (path: string) => Store;
}

/** An input that the program can be. */
export interface Input {
  /** Its name, as osbuild and users know it. */
  readonly name: string;
  /** Its method `map`. */
  readonly map: (context: MapContext, args: unknown) => Promise<Answer>;
}

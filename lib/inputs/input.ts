import { ExpectedError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { startedAs } from "../linux/content.ts";
import { SystemError } from "../linux/system_error.ts";
import type { Mounts } from "../mounts/mounts.ts";
import type { Answer } from "../osbuild/conversation.ts";
import type { Store } from "../osbuild/store_client.ts";

/** What `map` works with. */
export interface MapContext {
  readonly mounts: Pick<Mounts, "show" | "isShownAt">;
  /** Opens a conversation with the store behind a socket. */
  readonly openStore: (path: string) => Store;
}

/** The method `map` of an input. */
export type MapMethod = (context: MapContext, args: unknown) => Promise<Answer>;

/**
 * Has the error of a system call, ours or Deno's, name the target of the request; a mount point
 * that exists has a class of its own and is left as it is.
 *
 * @throws {ExpectedError} when a system call failed
 */
export async function withTarget(target: string, action: () => Promise<Answer>): Promise<Answer> {
  try {
    return await action();
  } catch (error) {
    if (!isSystemFailure(error)) throw error;
    throw new ExpectedError(`Cannot map to ${target}: ${error.message}`);
  }
}

function isSystemFailure(error: unknown): error is Error {
  if (error instanceof SystemError || error instanceof Deno.errors.InvalidData) return true;
  return error instanceof Error && "code" in error;
}

/** An image as a stage finds it: its place below the target, and `{format, name, …}`. */
export type Archive = readonly [key: string, archive: JsonObject];

/**
 * Makes what `map` returns (osbuild's stages read it through osbuild/util/containers.py).
 *
 * @returns `{path, data: {archives: key → {format, name, …}}}`
 */
export function mapReply(target: string, archives: readonly Archive[]): unknown {
  // fromEntries() makes keys of its own even of names such as `__proto__`.
  return { path: target, data: { archives: Object.fromEntries(archives) } };
}

/** The inputs that show images of osbuild's store, and the host's container storage. */
export const CONTAINERS = "org.osbuild.containers";
export const CONTAINERS_STORAGE = "org.osbuild.containers-storage";

/**
 * Tells which input is meant, by the name that the program was started by: requests don't say it.
 * osbuild passes the path of the input as argv[0].
 *
 * @returns {@linkcode CONTAINERS_STORAGE} if that is the last component of the path, else
 *   {@linkcode CONTAINERS}
 * @throws {SystemError} when /proc can't be read
 */
export function inputName(): typeof CONTAINERS | typeof CONTAINERS_STORAGE {
  return startedAs() === CONTAINERS_STORAGE ? CONTAINERS_STORAGE : CONTAINERS;
}

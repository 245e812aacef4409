import { type MapRequest, parseRequest, type Rules } from "./request.ts";
import { ExpectedError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { startedAs } from "../linux/proc.ts";
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

/** An input: what it has of its own in the method `map`. */
export interface Input extends Rules {
  answer(request: MapRequest, context: MapContext): Promise<Answer>;
}

/**
 * Makes images appear below a target: the method `map` of an input.
 *
 * @param args `{origin, refs: id → {name}, target, options, api: {store}}`
 * @returns the reply `{path, data: {archives: key → {format, name, …}}}` and how to undo the call
 * @throws {ProtocolError} when the arguments have another shape
 * @throws {RequestError} when they ask for something impossible
 * @throws {StoreError} when the store gives no answer
 * @throws {ExistsError} when a mount point exists
 * @throws {MissingFileError} when there is no storage.conf
 * @throws {ExpectedError} when anything else fails; nothing of this call is mounted after an error,
 *   except for trees, which the store unmounts
 */
export async function map(input: Input, context: MapContext, args: unknown): Promise<Answer> {
  const request = await parseRequest(args, input);
  try {
    return await input.answer(request, context);
  } catch (error) {
    // Errors of system calls, ours or Deno's, do not know the target.
    if (!isSystemFailure(error)) throw error;
    throw new ExpectedError(`Cannot map to ${request.target}: ${error.message}`);
  }
}

function isSystemFailure(error: unknown): error is Error {
  if (error instanceof SystemError || error instanceof Deno.errors.InvalidData) return true;
  return error instanceof Error && "code" in error;
}

/** An image as a stage finds it: its place below the target, and `{format, name, …}`. */
export type Archive = readonly [key: string, archive: JsonObject];

/** Makes what `map` returns (osbuild's stages read it through osbuild/util/containers.py). */
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

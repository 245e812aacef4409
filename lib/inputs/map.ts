import { makeDirectory, removeDirectory } from "../linux/directory.ts";
import { realPath } from "../linux/real_path.ts";
import { SystemError } from "../linux/system_error.ts";
import type { Mounts } from "../mounts/mounts.ts";
import { ServiceError } from "../service_error.ts";
import type { Store } from "../osbuild/store_client.ts";
import { type Archive, mapReply } from "./reply.ts";
import { pipelineArchive } from "./pipeline_archive.ts";
import { checkComponent, type MapRequest, parseRequest } from "./request.ts";
import { SOURCE, sourceImage } from "./source_image.ts";

/** What `map` needs of the world. */
export interface Surroundings {
  /** What is mounted, by this service. */
  readonly mounts: Mounts;
  /** Opens a conversation with the store behind a socket. */
  readonly openStore: (path: string) => Store;
}

/** What `map` did. */
export interface Mapped {
  /** What the host gets: `{path, data: {archives: key → {format, name}}}`. */
  readonly result: unknown;
  /** Takes away what this call mounted. */
  revert(): Promise<void>;
}

/**
 * Makes container images appear below a target: the method `map` of the input.
 *
 * @param surroundings the mounts and the store
 * @param args `{origin, refs: id → {name}, target, options, api: {store}}`
 * @returns the reply and the way back
 * @throws {ServiceError} when anything is wrong with the request, the store, an image or a mount;
 *   nothing of this call is mounted then, but for trees that the store itself takes away
 */
export async function map(surroundings: Surroundings, args: unknown): Promise<Mapped> {
  const request = parseRequest(args);
  try {
    return request.origin === "org.osbuild.source"
      ? await mapSource(surroundings, request)
      : mapPipelines(surroundings, request);
  } catch (error) {
    if (error instanceof ServiceError || !isSystemFailure(error)) throw error;
    throw new ServiceError("RuntimeError", `Cannot map to ${request.target}: ${error.message}`);
  }
}

async function mapSource(surroundings: Surroundings, request: MapRequest): Promise<Mapped> {
  const { refs, target } = request;
  if (refs.size === 0) return { result: mapReply(target, []), revert: async () => {} };
  using store = surroundings.openStore(request.store);
  const directory = realPath(store.source(SOURCE));
  const views = [...refs.keys()].map((ref) => sourceImage(directory, ref));
  const revert = await surroundings.mounts.show(target, views);
  const archives = [...refs].map(([key, name]): Archive => ({ key, format: "dir", name }));
  return { result: mapReply(target, archives), revert };
}

function mapPipelines(surroundings: Surroundings, request: MapRequest): Mapped {
  const { refs, target } = request;
  const revert = async () => {};
  if (refs.size === 0) return { result: mapReply(target, []), revert };
  if (surroundings.mounts.isShownAt(target)) {
    // A tree there would hide the images, and be detached in their place at the end.
    throw new ServiceError("ValueError", `Cannot map to ${target}: images are mapped there`);
  }
  // One tree is mounted on the target itself, as ever. Several would hide each other there.
  const subdirectories = refs.size > 1;
  if (subdirectories) [...refs.keys()].forEach(checkComponent);
  const archives: Archive[] = [];
  const made: string[] = [];
  try {
    using store = surroundings.openStore(request.store);
    for (const [ref, name] of refs) {
      const directory = subdirectories ? `${target}/${ref}` : target;
      if (subdirectories) {
        makeDirectory(directory);
        made.push(directory);
      }
      store.readTreeAt(ref, directory);
      const file = pipelineArchive(directory);
      archives.push({ key: subdirectories ? `${ref}/${file}` : file, format: "oci-archive", name });
    }
  } catch (error) {
    // Directories where the store has mounted a tree stay: the store alone may unmount them.
    made.forEach(removeDirectory);
    throw error;
  }
  return { result: mapReply(target, archives), revert };
}

/** Whether the kernel said no, be it to us or to Deno. */
function isSystemFailure(error: unknown): error is Error {
  return error instanceof SystemError || (error instanceof Error && "code" in error);
}

import sidecar from "../../../schema.json" with { type: "text" };
import { pipelineArchive } from "./pipeline_archive.ts";
import { SOURCE, sourceImage } from "./source_image.ts";
import { type Archive, type MapContext, mapReply, withTarget } from "../input.ts";
import { checkComponent, type MapRequest, parseRequest } from "../request.ts";
import { RequestError } from "../../errors.ts";
import { makeDirectory, removeDirectory } from "../../linux/directory.ts";
import { realPath } from "../../linux/paths.ts";
import type { Answer } from "../../osbuild/conversation.ts";

/** The origins that the sidecar allows. */
export const ORIGINS = ["org.osbuild.source", "org.osbuild.pipeline"];

/**
 * Makes container images appear below a target: the method `map` of the input.
 *
 * @param args `{origin, refs: id → {name}, target, options, api: {store}}`
 * @returns the reply `{path, data: {archives: key → {format, name}}}` and how to undo the call
 * @throws {ProtocolError} when the arguments have another shape
 * @throws {RequestError} when they ask for something impossible
 * @throws {StoreError} when the store gives no answer
 * @throws {ExistsError} when a mount point exists
 * @throws {ExpectedError} when anything else fails; nothing of this call is mounted after an error,
 *   except for trees, which the store unmounts
 */
export async function map(context: MapContext, args: unknown): Promise<Answer> {
  const request = await parseRequest(args, ORIGINS, sidecar);
  const { refs, target, origin } = request;
  if (refs.size === 0) return { result: mapReply(target, []) };
  return await withTarget(
    target,
    async () =>
      origin === "org.osbuild.source"
        ? await mapSource(context, request)
        : mapPipelines(context, request),
  );
}

async function mapSource(context: MapContext, request: MapRequest): Promise<Answer> {
  const { refs, target } = request;
  using store = context.openStore(request.store);
  const directory = realPath(store.source(SOURCE));
  const views = [...refs.keys()].map((ref) => sourceImage(directory, ref));
  const undo = await context.mounts.show(target, views, { recursive: true });
  const archives = [...refs].map(([ref, name]): Archive => [ref, { format: "dir", name }]);
  return { result: mapReply(target, archives), undo };
}

function mapPipelines(context: MapContext, request: MapRequest): Answer {
  const { refs, target } = request;
  if (context.mounts.isShownAt(target)) {
    // A tree there would hide the images, and be detached in their place at the end.
    throw new RequestError(`Cannot map to ${target}: images are mapped there`);
  }
  // One tree is mounted on the target itself, as in the original. Several would hide each other
  // there.
  const subdirectories = refs.size > 1;
  if (subdirectories) [...refs.keys()].forEach(checkComponent);
  const archives: Archive[] = [];
  const made: string[] = [];
  try {
    using store = context.openStore(request.store);
    for (const [ref, name] of refs) {
      const directory = subdirectories ? `${target}/${ref}` : target;
      if (subdirectories) {
        makeDirectory(directory);
        made.push(directory);
      }
      store.readTreeAt(ref, directory);
      const file = pipelineArchive(directory);
      const key = subdirectories ? `${ref}/${file}` : file;
      archives.push([key, { format: "oci-archive", name }]);
    }
  } catch (error) {
    // Directories where the store has mounted a tree stay: the store alone may unmount them.
    made.forEach(removeDirectory);
    throw error;
  }
  return { result: mapReply(target, archives) };
}

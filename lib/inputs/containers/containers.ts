import sidecar from "../../../schema.json" with { type: "text" };
import { pipelineArchive } from "./pipeline_archive.ts";
import { SOURCE, sourceImage } from "./source_image.ts";
import { type Archive, type Input, type MapContext, mapReply } from "../input.ts";
import { checkComponent, type MapRequest } from "../request.ts";
import { RequestError } from "../../errors.ts";
import { makeDirectory, removeDirectory } from "../../linux/directory.ts";
import { realPath } from "../../linux/paths.ts";
import type { Answer } from "../../osbuild/conversation.ts";

/** Shows images of osbuild's store. */
export const containers: Input = {
  origins: ["org.osbuild.source", "org.osbuild.pipeline"],
  sidecar,
  async answer(request, context) {
    if (request.refs.size === 0) return { result: mapReply(request.target, []) };
    return request.origin === "org.osbuild.source"
      ? await mapSource(request, context)
      : mapPipelines(request, context);
  },
};

async function mapSource(
  { refs, target, store: path }: MapRequest,
  context: MapContext,
): Promise<Answer> {
  using store = context.openStore(path);
  const directory = realPath(store.source(SOURCE));
  const views = [...refs.keys()].map((ref) => sourceImage(directory, ref));
  const undo = await context.mounts.show(target, views, { recursive: true });
  const archives = [...refs].map(([ref, name]): Archive => [ref, { format: "dir", name }]);
  return { result: mapReply(target, archives), undo };
}

function mapPipelines({ refs, target, store: path }: MapRequest, context: MapContext): Answer {
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
    using store = context.openStore(path);
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

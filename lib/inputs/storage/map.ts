import sidecar from "../../../schema-storage.json" with { type: "text" };
import { type Archive, type MapContext, mapReply, withTarget } from "../input.ts";
import { parseRequest } from "../request.ts";
import { graphroot } from "./graphroot.ts";
import { readStorageConf } from "./storage_conf.ts";
import { ExistsError, ProtocolError } from "../../errors.ts";
import { MAX_REPLY_LENGTH } from "../../limits.ts";
import { removeDirectory } from "../../linux/directory.ts";
import type { CheckedView } from "../../mounts/target.ts";
import type { Answer } from "../../osbuild/conversation.ts";

/** The origins that the sidecar allows. */
export const ORIGINS = ["org.osbuild.source"];

/**
 * Makes the host's container storage appear below a target: the method `map` of the input. The
 * store is not asked: references are ids of images in that storage.
 *
 * @param args `{origin, refs: id → {name}, target, options, api: {store}}`
 * @returns the reply `{path, data: {archives: id → {format, name, storage}}}`, where `storage` is
 *   the table of that name in storage.conf, and how to undo the call
 * @throws {ProtocolError} when the arguments have another shape
 * @throws {RequestError} when they ask for what can't be had
 * @throws {ExistsError} when the mount point exists and is not an empty directory
 * @throws {MissingFileError} when there is no storage.conf
 * @throws {ExpectedError} when anything else fails; nothing of this call is mounted after an error
 */
export async function map(
  { mounts }: Pick<MapContext, "mounts">,
  args: unknown,
): Promise<Answer> {
  const { refs, target } = await parseRequest(args, ORIGINS, sidecar);
  return await withTarget(target, async () => {
    const conf = readStorageConf();
    // V8 would write all of it, for minutes, before it finds that no string is that long.
    if (refs.size * JSON.stringify(conf.json).length > MAX_REPLY_LENGTH) {
      throw new ProtocolError("Cannot send a message of more than 512 MiB; map fewer references");
    }
    const undo = await show(mounts, target, graphroot(conf));
    const archive = { format: "containers-storage", storage: conf.json };
    const archives = [...refs].map(([ref, name]): Archive => [ref, { ...archive, name }]);
    return { result: mapReply(target, archives), undo };
  });
}

/** As in the original, the mount point may exist; but nothing is hidden by a mount. */
async function show(
  mounts: MapContext["mounts"],
  target: string,
  view: CheckedView,
): Promise<() => Promise<void>> {
  try {
    return await mounts.show(target, [view], { recursive: false });
  } catch (error) {
    if (!(error instanceof ExistsError)) throw error;
    // By the path that was tried: a link to the target may lead elsewhere by now.
    removeDirectory(error.path);
    return await mounts.show(target, [view], { recursive: false });
  }
}

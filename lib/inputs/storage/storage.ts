import sidecar from "../../../schema-storage.json" with { type: "text" };
import { type Archive, type Input, type MapContext, mapReply } from "../input.ts";
import { graphroot } from "./graphroot.ts";
import { readStorageConf } from "./storage_conf.ts";
import { ExistsError, ProtocolError } from "../../errors.ts";
import { MAX_REPLY_LENGTH } from "../../limits.ts";
import { removeDirectory } from "../../linux/directory.ts";
import type { CheckedView } from "../../mounts/target.ts";

/**
 * Shows the host's container storage. The store is not asked: references are ids of images in that
 * storage, and each has the table `[storage]` of storage.conf in the reply.
 */
export const containersStorage: Input = {
  origins: ["org.osbuild.source"],
  sidecar,
  async answer({ refs, target }, { mounts }) {
    const conf = readStorageConf();
    // V8 would write all of it, for minutes, before it finds that no string is that long.
    if (refs.size * JSON.stringify(conf.json).length > MAX_REPLY_LENGTH) {
      throw new ProtocolError("Cannot send a message of more than 512 MiB; map fewer references");
    }
    const undo = await show(mounts, target, graphroot(conf));
    const archive = { format: "containers-storage", storage: conf.json };
    const archives = [...refs].map(([ref, name]): Archive => [ref, { ...archive, name }]);
    return { result: mapReply(target, archives), undo };
  },
};

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

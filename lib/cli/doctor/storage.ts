import { ok, unknown, type Verdict, wrong } from "./check.ts";
import { reasonOf } from "../common/files.ts";
import { type HostStorage, hostStorage, StoredImages } from "../common/storage.ts";
import { count } from "../common/text.ts";
import { MissingFileError } from "../../errors.ts";

/** Where podman, but not osbuild, looks for more settings. */
const DROP_INS = ["/etc/containers", "/usr/share/containers"].flatMap((it) => [
  `${it}/storage.conf.d`,
  `${it}/storage.rootful.conf.d`,
]);

/** Checks the host's container storage as osbuild finds it. */
export function checkStorage(
  find: () => HostStorage = hostStorage,
  dropIns: readonly string[] = DROP_INS,
): Verdict {
  let storage: HostStorage;
  try {
    storage = find();
  } catch (error) {
    const message = reasonOf(error);
    if (!(error instanceof MissingFileError)) return wrong(message, "correct that file");
    return unknown(`${message}; osbuild needs one, even if it only holds '[storage]'`);
  }
  const { origin, graphroot, driver, table } = storage;
  const notes = [
    ...dropIns.filter(hasSettings).map((it) => `osbuild ignores ${it}`),
    ...storesIn(table).map((it) => `osbuild does not find images of the ${it}`),
  ].map((it) => `; ${it}`).join("");
  try {
    const images = new StoredImages(storage).count;
    return ok(`${count(images, "image")} in ${graphroot}, ${driver} (${origin})${notes}`);
  } catch (error) {
    return wrong(
      `${graphroot}, the graphroot of ${origin}: ${reasonOf(error)}${notes}`,
      `correct ${origin}, or let podman make that storage by pulling an image`,
    );
  }
}

function hasSettings(directory: string): boolean {
  try {
    return [...Deno.readDirSync(directory)].some(({ name }) => name.endsWith(".conf"));
  } catch {
    return false;
  }
}

function storesIn({ imagestore, options }: HostStorage["table"]): string[] {
  const { additionalimagestores } = Object(options);
  return [
    ...(imagestore ? [`imagestore ${imagestore}`] : []),
    ...(Array.isArray(additionalimagestores) && additionalimagestores.length > 0
      ? [`additionalimagestores ${additionalimagestores.join(", ")}`]
      : []),
  ];
}

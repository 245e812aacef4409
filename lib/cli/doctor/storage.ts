import { ok, unknown, type Verdict, wrong } from "./check.ts";
import { reasonOf } from "../common/files.ts";
import { placeOf, StoredImages } from "../common/storage.ts";
import { count } from "../common/text.ts";
import { MissingFileError } from "../../errors.ts";
import { readStorageConf, type StorageConf } from "../../inputs/storage/storage_conf.ts";

/** Where podman, but not osbuild, looks for more settings. */
const DROP_INS = ["/etc/containers", "/usr/share/containers"].flatMap((it) => [
  `${it}/storage.conf.d`,
  `${it}/storage.rootful.conf.d`,
]);

/** Checks the host's container storage as osbuild finds it. */
export function checkStorage(
  find: () => StorageConf = readStorageConf,
  dropIns: readonly string[] = DROP_INS,
): Verdict {
  let conf: StorageConf;
  try {
    conf = find();
  } catch (error) {
    const message = reasonOf(error);
    if (!(error instanceof MissingFileError)) return wrong(message, "correct that file");
    return unknown(`${message}; osbuild needs one, even if it only holds '[storage]'`);
  }
  const { path, storage } = conf;
  const { graphroot, driver } = placeOf(conf);
  const notes = [
    ...dropIns.filter(hasSettings).map((it) => `osbuild ignores ${it}`),
    ...storesIn(storage).map((it) => `osbuild does not find images of the ${it}`),
  ].map((it) => `; ${it}`).join("");
  try {
    const images = new StoredImages(conf).count;
    return ok(`${count(images, "image")} in ${graphroot}, ${driver} (${path})${notes}`);
  } catch (error) {
    return wrong(
      `${graphroot}, the graphroot of ${path}: ${reasonOf(error)}${notes}`,
      `correct ${path}, or let podman make that storage by pulling an image`,
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

function storesIn({ imagestore, options }: StorageConf["storage"]): string[] {
  const { additionalimagestores } = Object(options);
  return [
    ...(imagestore ? [`imagestore ${imagestore}`] : []),
    ...(Array.isArray(additionalimagestores) && additionalimagestores.length > 0
      ? [`additionalimagestores ${additionalimagestores.join(", ")}`]
      : []),
  ];
}

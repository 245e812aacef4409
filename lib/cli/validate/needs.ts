import { existsSync } from "node:fs";
import { join } from "@std/path/posix/join";
import { labelsOf, type Wanted } from "./check_manifest.ts";
import { nameOf, reasonOf } from "../common/files.ts";
import { readImage } from "../common/image.ts";
import { INPUTS } from "../common/inputs.ts";
import { StoredImages } from "../common/storage.ts";
import { idShortener, IMAGE_ID, imagesDirectory, imagesIn } from "../common/store.ts";
import {
  count,
  cut,
  formatBytes,
  type Line,
  lineWidth,
  type Paint,
  painted,
  quote,
  type Screen,
  tree,
  wrap,
} from "../common/text.ts";
import { verify } from "../common/verify.ts";
import { readStorageConf } from "../../inputs/storage/storage_conf.ts";

/** Where `validate` looks for images. */
export interface Places {
  readonly store: string;
  /** Whether digests are compared, too. */
  readonly verify: boolean;
  /** The configuration of the container storage; by default that of the host. */
  readonly storageConf: string | undefined;
}

/** What became of an image. */
interface Found {
  readonly state: "present" | "missing" | "damaged" | "downloading" | "built";
  readonly size: number | null;
  readonly problems: readonly string[];
  readonly remedy: string | null;
}

type NeededImage = Omit<Wanted, "isPipeline"> & Found;

/** What manifests need, and what is there of it. */
export interface Needs {
  readonly images: readonly NeededImage[];
  /** Images in the store that the manifests do not need. */
  readonly others: { readonly images: number; readonly size: number };
}

/** How each state is shown, and what the last line says of one image, or several. */
const STATES: Readonly<Record<Found["state"], readonly [Paint, one: string, more: string]>> = {
  present: ["good", "is there", "are there"],
  built: ["good", "is built by a pipeline", "are built by pipelines"],
  missing: ["warn", "is missing", "are missing"],
  downloading: ["warn", "is being downloaded", "are being downloaded"],
  damaged: ["bad", "is damaged", "are damaged"],
};

const STORAGE = INPUTS[1]!.type;

/** Whether no build fails for want of an image: osbuild fetches none for the container storage. */
export function isProvided({ state, type }: NeededImage): boolean {
  return state !== "damaged" && !(state === "missing" && type === STORAGE);
}

/** Looks for the images that manifests name. */
export async function findImages(wanted: readonly Wanted[], places: Places): Promise<Needs> {
  const directory = imagesDirectory(places.store);
  const { ids, downloads } = imagesIn(places.store);
  const isOfStore = ({ type, isPipeline }: Wanted) => !isPipeline && type !== STORAGE;
  const needed = new Set(wanted.filter(isOfStore).map(({ id }) => id));
  const read = ids.map((id) => readImage(join(directory, id), id));
  const taken = read.filter(({ image }) => needed.has(image.id));
  const images = places.verify ? await verify(taken) : taken.map(({ image }) => image);
  const byId = new Map(images.map((image) => [image.id, image]));
  const rest = read.filter(({ image }) => !needed.has(image.id)).map(({ image }) => image);

  const inStore = (id: string): Found => {
    const image = byId.get(id);
    if (image !== undefined) {
      const problems = image.problems.map(({ file, message }) => `${file}: ${message}`);
      return foundOf(image.size, problems, `rm -r ${quote(join(directory, id))}`);
    }
    const config = join("container-archive", "image", id.replace("sha256:", ""));
    const isComing = IMAGE_ID.test(id) &&
      downloads.some((it) => existsSync(join(directory, it, config)));
    return absent(isComing ? "downloading" : "missing");
  };
  let storage: ReturnType<typeof storageOf> | undefined;
  const inStorage = (id: string) => (storage ??= storageOf(places))(id);
  const found = new Map<string, Found>();
  return {
    images: wanted.map(({ isPipeline, ...it }) => {
      const key = `${isPipeline} ${it.type} ${it.id}`;
      const look = isPipeline ? () => absent("built") : it.type === STORAGE ? inStorage : inStore;
      if (!found.has(key)) found.set(key, look(it.id));
      return { ...it, ...found.get(key)! };
    }),
    others: { images: rest.length, size: rest.reduce((sum, { size }) => sum + (size ?? 0), 0) },
  };
}

/** Makes a function that looks into the container storage. */
function storageOf({ storageConf, verify }: Places): (id: string) => Found {
  let stored: StoredImages;
  try {
    const paths = storageConf === undefined ? undefined : [storageConf];
    stored = new StoredImages(readStorageConf(paths));
  } catch (error) {
    return () => absent("missing", [reasonOf(error)]);
  }
  return (id) => {
    const image = stored.find(id, verify);
    if (image === undefined) return absent("missing");
    return foundOf(image.size, image.problems, `podman rmi ${quote(id)}`);
  };
}

function absent(state: Found["state"], problems: readonly string[] = []): Found {
  return { state, size: null, problems, remedy: null };
}

function foundOf(size: number | null, problems: readonly string[], remedy: string): Found {
  if (problems.length === 0) return { state: "present", size, problems, remedy: null };
  return { state: "damaged", size, problems, remedy };
}

/** How far the images are indented, below file, pipeline, stage and input. */
const TREE_DEPTH = 16;

/** Shows the images: as a tree on a terminal, else in plain lines. */
export function needLines({ images, others }: Needs, { width }: Screen): Line[] {
  const isTerminal = width < Infinity;
  const shorten = isTerminal
    ? idShortener([...new Set(images.map(({ id }) => id))])
    : (id: string) => id;
  const leaves = images.map((it): readonly [labels: readonly string[], leaf: Line] => {
    const size = it.size === null ? "" : `, ${formatBytes(it.size)}`;
    const paint = isProvided(it) ? STATES[it.state][0] : "bad";
    const start: Line = [painted(paint, it.state), " ", shorten(it.id)];
    const room = width - TREE_DEPTH - lineWidth([...start, " ", size]);
    const name = it.name === null ? [] : [" ", painted("strong", cut(it.name, room))];
    return [[nameOf(it.file), ...labelsOf(it)], [...start, ...name, size]];
  });
  const lines = isTerminal
    ? tree(leaves)
    : leaves.map(([labels, leaf]) => [`${labels[0]}: ${labels.slice(1).join(", ")}: `, ...leaf]);
  const distinct = [...new Map(images.map((it) => [`${it.type} ${it.id}`, it])).values()];
  const problems = distinct.flatMap(({ id, problems, remedy }): Line[] => [
    ...problems.slice(0, 3).map((it): Line => [painted("bad", shorten(id)), `: ${it}`]),
    ...(remedy === null ? [] : [["  remedy: ", painted("strong", remedy)]]),
  ]);
  return [
    ...lines,
    ...problems,
    ...wrap(summary(distinct, others, shorten), width).map((it) => [it]),
  ];
}

function summary(
  distinct: Needs["images"],
  others: Needs["others"],
  shorten: (id: string) => string,
): string {
  const groups = Map.groupBy(distinct, (it) => `${it.state} ${isProvided(it)}`);
  const parts = [...groups.values()].map((members) => {
    const { state, type } = members[0]!;
    const [, one, more] = STATES[state];
    const it = members.length === 1 ? "it" : "them";
    const said = `${members.length} ${members.length === 1 ? one : more}`;
    if (state !== "missing") return said;
    const ids = members.slice(0, 3).map(({ id }) => shorten(id)).join(", ");
    const what = type === STORAGE ? `podman must pull ${it} first` : `osbuild fetches ${it}`;
    return `${said} (${ids}${members.length > 3 ? ", …" : ""}: ${what})`;
  });
  const needed = `needs ${count(distinct.length, "image")}`;
  const rest = others.images === 0 ? [] : [
    `${count(others.images, "other")} in the store, ${formatBytes(others.size)}, ` +
    `${others.images === 1 ? "is" : "are"} not needed by these manifests`,
  ];
  return [parts.length > 0 ? `${needed}: ${parts.join(", ")}` : needed, ...rest].join("; ");
}

import { createHash } from "node:crypto";
import { join } from "@std/path/posix/join";
import { reasonOf } from "./files.ts";
import { blobsOf, lengthOf, type Manifest, parseManifest, readJson } from "./image.ts";
import { DEFAULT_GRAPHROOT } from "../../inputs/storage/graphroot.ts";
import type { StorageConf } from "../../inputs/storage/storage_conf.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { readFile } from "../../linux/file.ts";

/** Maximum length of a list of images or layers: those of thousands of images have some MB. */
const LIST_LIMIT = 67_108_864;

/** Where a container storage is, as osbuild's source finds it, and how it keeps images. */
export function placeOf({ storage }: StorageConf): { graphroot: string; driver: string } {
  const { graphroot = DEFAULT_GRAPHROOT, driver = "overlay" } = storage;
  return { graphroot: String(graphroot), driver: String(driver) };
}

/** The images of a container storage; nothing in it is locked or changed. */
export class StoredImages {
  readonly #directory: string;
  readonly #images: ReadonlyMap<unknown, JsonObject>;
  readonly #layers: ReadonlyMap<unknown, JsonObject>;

  /** @throws {Error} when the storage can't be read */
  constructor(conf: StorageConf) {
    const { graphroot, driver } = placeOf(conf);
    const root = Deno.realPathSync(graphroot);
    this.#directory = join(root, `${driver}-images`);
    this.#images = listAt(join(this.#directory, "images.json"));
    this.#layers = listAt(join(root, `${driver}-layers`, "layers.json"));
  }

  /** How many images there are. */
  get count(): number {
    return this.#images.size;
  }

  /** Finds an image by its id, `sha256:…`; the storage keeps only the digits. */
  find(id: string, verify: boolean) {
    const digits = id.replace("sha256:", "");
    const image = this.#images.get(digits);
    if (image === undefined) return undefined;
    const problems: string[] = [];
    let manifest: Manifest | undefined;
    try {
      manifest = parseManifest(readJson(join(this.#directory, digits, "manifest")));
      const config = join(this.#directory, digits, `=${btoa(id)}`);
      if (lengthOf(config, "file") !== manifest.config.size) {
        throw new Error("its configuration has another length");
      }
      if (verify && digestOf(readFile(config, manifest.config.size)) !== digits) {
        throw new Error("its configuration has another digest");
      }
      let layer = image.layer;
      for (let depth = 0; layer && depth <= this.#layers.size; depth++) {
        if (!this.#layers.has(layer)) throw new Error(`its layer ${layer} is missing`);
        layer = this.#layers.get(layer)!.parent;
      }
    } catch (error) {
      problems.push(reasonOf(error));
    }
    return {
      size: manifest ? blobsOf(manifest).reduce((sum, { size }) => sum + size, 0) : null,
      problems,
    };
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function listAt(path: string): Map<unknown, JsonObject> {
  let list: unknown;
  try {
    list = readJson(path, LIST_LIMIT);
  } catch (error) {
    // A storage that never had an image lacks it.
    if (/^it is missing$/.test(reasonOf(error))) return new Map();
    throw new Error(`${path}: ${reasonOf(error)}`);
  }
  if (!Array.isArray(list)) throw new Error(`${path}: it is not a list`);
  return new Map(list.filter(isObject).map((it) => [it.id, it]));
}

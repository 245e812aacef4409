import { dirname } from "@std/path/posix/dirname";
import { join } from "@std/path/posix/join";
import { reasonOf } from "./files.ts";
import { formatBytes } from "./text.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { readFile } from "../../linux/file.ts";
import { isWithin } from "../../mounts/mountinfo.ts";

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

/** A blob that a manifest names. */
export interface Blob {
  readonly digest: string;
  /** Its length in bytes, as the manifest says. */
  readonly size: number;
  /** Name of its file in skopeo's `dir:` layout. */
  readonly file: string;
}

/** The part of a manifest that matters here. */
export interface Manifest {
  readonly config: Blob;
  readonly layers: readonly Blob[];
  readonly annotations: JsonObject;
}

/** Parses the manifest of an image: one of OCI, or of Docker's schema version 2. */
export function parseManifest(value: unknown): Manifest {
  if (!isObject(value)) throw new Error("it is not an object");
  const { config, layers, annotations } = value;
  if (!Array.isArray(layers)) {
    throw new Error("it is no manifest of an image: it has no list of layers");
  }
  return {
    config: blobOf(config, "the configuration"),
    layers: layers.map((layer, index) => blobOf(layer, `layer ${index}`)),
    annotations: isObject(annotations) ? annotations : {},
  };
}

/** Lists the blobs of an image. An image may use a layer more than once; its file is there once. */
export function blobsOf(manifest: Manifest | undefined): Blob[] {
  const blobs = manifest === undefined ? [] : [manifest.config, ...manifest.layers];
  return [...new Map(blobs.map((blob) => [blob.digest, blob])).values()];
}

function blobOf(value: unknown, what: string): Blob {
  const { digest, size } = isObject(value) ? value : {};
  if (typeof digest !== "string" || !DIGEST.test(digest)) {
    throw new Error(`${what} has no digest of a known kind`);
  }
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) {
    throw new Error(`${what} has no size`);
  }
  return { digest, size, file: digest.replace("sha256:", "").replace(":", "-") };
}

/** Something wrong with an image in a store. */
export interface Problem {
  /** The file, below the image's directory. */
  readonly file: string;
  readonly message: string;
}

/** An image, as its own files describe it; null is what they don't tell. */
export interface Image {
  /** Its id: the name of its directory. */
  readonly id: string;
  readonly name: string | null;
  /** Operating system and architecture. */
  readonly platform: string | null;
  readonly created: string | null;
  /** How many layers it has. */
  readonly layers: number | null;
  /** Bytes of configuration and layers. */
  readonly size: number | null;
  readonly problems: readonly Problem[];
}

/** An image that has been read. */
export interface ReadImage {
  readonly image: Image;
  /** The directory with its files. */
  readonly directory: string;
  /** Its manifest; undefined if it is unusable. */
  readonly manifest: Manifest | undefined;
}

/** Maximum length of a JSON file in an image; container tools have the same limit (4 MiB). */
const JSON_LIMIT = 4_194_304;

/** Annotations and labels that hold an image's name, in order of preference. */
const NAME_KEYS = [
  "io.containerd.image.name",
  "org.opencontainers.image.ref.name",
  "name",
  "org.opencontainers.image.title",
] as const;

/** Where an image has no directory with its files. */
const INCOMPLETE = "; the download was interrupted, or an osbuild before v83 made it";

/** Reads the description of an image in a store, and finds files missing or of the wrong size. */
export function readImage(item: string, id: string): ReadImage {
  let directory = join(item, "image");
  let manifest: Manifest | undefined;
  let config: unknown;
  const problems: Problem[] = [];
  let file = "image";
  try {
    directory = followed(item, directory);
    file = "image/manifest.json";
    manifest = parseManifest(readJson(join(directory, "manifest.json")));
    file = `image/${manifest.config.file}`;
    config = readJson(join(directory, manifest.config.file));
  } catch (error) {
    problems.push({ file, message: reasonOf(error) + (file === "image" ? INCOMPLETE : "") });
  }
  const found = fileProblems(id, directory, manifest);
  // A configuration that is cut off is no JSON either.
  const others = problems.filter((it) => found.every(({ file }) => file !== it.file));
  const description = describe(manifest, isObject(config) ? config : {});
  const image = { id, ...description, problems: [...others, ...found] };
  return { image, directory, manifest };
}

/** Follows links that stay beside the image, as `map` does. */
function followed(item: string, directory: string): string {
  let real = directory;
  try {
    real = Deno.realPathSync(directory);
  } catch {
    lengthOf(item, "directory");
  }
  if (real === directory || isWithin(real, Deno.realPathSync(dirname(item)))) {
    lengthOf(real, "directory");
    return real;
  }
  throw new Error(`it is a symbolic link that leads out of the store, to ${real}`);
}

/** What can be found wrong without reading blobs. */
function fileProblems(id: string, directory: string, manifest: Manifest | undefined): Problem[] {
  if (manifest === undefined) return [];
  const problems: Problem[] = [];
  const check = (file: string, size?: number) => {
    try {
      const actual = lengthOf(join(directory, file), "file");
      if (size === undefined || actual === size) return;
      throw new Error(`its length is ${actual} bytes, not ${size}`);
    } catch (error) {
      problems.push({ file: `image/${file}`, message: reasonOf(error) });
    }
  };
  check("version");
  for (const { file, size } of blobsOf(manifest)) check(file, size);
  const { digest } = manifest.config;
  if (digest !== id) {
    const message = `the configuration's digest is ${digest}, not the image's id`;
    problems.push({ file: "image/manifest.json", message });
  }
  return problems;
}

/**
 * Checks what a path is. Links are not followed: they could lead anywhere.
 *
 * @throws {Error} when it is missing or something else; the message does not repeat the path
 */
export function lengthOf(path: string, wanted: "file" | "directory"): number {
  let info: Deno.FileInfo;
  try {
    info = Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new Error("it is missing");
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    throw new Error("permission denied; run this as root");
  }
  if (wanted === "file" ? info.isFile : info.isDirectory) return info.size;
  throw new Error(`it is not a ${wanted}${info.isSymlink ? " but a symbolic link" : ""}`);
}

function describe(
  manifest: Manifest | undefined,
  config: JsonObject,
): Omit<Image, "id" | "problems"> {
  const settings = isObject(config.config) ? config.config : {};
  const labels = isObject(settings.Labels) ? settings.Labels : {};
  const names = NAME_KEYS.flatMap((key) => [manifest?.annotations[key], labels[key]].map(textOf));
  const [os, architecture, variant] = [config.os, config.architecture, config.variant].map(textOf);
  return {
    name: names.find((it) => it !== null) ?? null,
    platform: os && architecture ? [os, architecture, variant].filter(Boolean).join("/") : null,
    created: textOf(config.created),
    layers: manifest?.layers.length ?? null,
    size: manifest ? blobsOf(manifest).reduce((sum, { size }) => sum + size, 0) : null,
  };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, 1000) : null;
}

/** Reads a JSON file that somebody else may exchange for a pipe at any time. */
export function readJson(path: string, limit: number = JSON_LIMIT): unknown {
  const size = lengthOf(path, "file");
  if (size > limit) {
    throw new Error(`its length is ${formatBytes(size)}, more than ${formatBytes(limit)}`);
  }
  const bytes = readFile(path, limit);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Error("it is not JSON");
  }
}

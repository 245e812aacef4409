import { join } from "@std/path/posix/join";
import { isObject } from "../../json.ts";
import { formatBytes } from "../common/bytes.ts";
import { reasonOf } from "../common/failure.ts";
import { readFile } from "../common/read_file.ts";
import { blobFile, describeImage, type Image, type Manifest, parseManifest } from "./image.ts";

/** Maximum length of a JSON file in an image; container tools have the same limit (4 MiB). */
const JSON_LIMIT = 4_194_304;

/** Where an image has no directory with its files. */
const INCOMPLETE = "; the image was not fetched completely, or by an osbuild before v83: remove " +
  "the image's directory and let osbuild fetch it again";

/** An image that has been read. */
export interface ReadImage {
  /** Its description. */
  readonly image: Image;
  /** The directory with its files. */
  readonly directory: string;
  /** Its manifest; undefined if it is unusable. */
  readonly manifest: Manifest | undefined;
}

/**
 * Reads the description of an image in a store.
 *
 * @param item the directory named by the image's id
 * @param id the id
 * @returns the image, with what is wrong with it
 */
export async function readImage(item: string, id: string): Promise<ReadImage> {
  const directory = join(item, "image");
  const nothing = { name: null, platform: null, created: null, layers: null, size: null };
  let image: Image = { id, ...nothing, problems: [] };
  let manifest: Manifest | undefined;
  let file = "image";
  try {
    lengthOf(item, "directory");
    lengthOf(directory, "directory");
    file = "image/manifest.json";
    manifest = parseManifest(await readJson(join(directory, "manifest.json")));
    image = describeImage(id, manifest, {});
    const configFile = blobFile(manifest.config.digest)!;
    file = `image/${configFile}`;
    const config = await readJson(join(directory, configFile));
    image = describeImage(id, manifest, isObject(config) ? config : {});
  } catch (error) {
    const hint = file === "image" ? INCOMPLETE : "";
    image = { ...image, problems: [{ file, message: reasonOf(error) + hint }] };
  }
  return { image, directory, manifest };
}

/**
 * Checks what a path is. Links are not followed: they could lead anywhere.
 *
 * @param path the path
 * @param wanted what it must be
 * @returns a file's length
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
  const kind = info.isSymlink
    ? "symbolic link"
    : info.isDirectory
    ? "directory"
    : info.isFile
    ? "file"
    : "device, pipe or socket";
  throw new Error(`it is a ${kind}, not a ${wanted}`);
}

async function readJson(path: string): Promise<unknown> {
  const size = lengthOf(path, "file");
  if (size > JSON_LIMIT) {
    throw new Error(`its length is ${formatBytes(size)}, more than ${formatBytes(JSON_LIMIT)}`);
  }
  const bytes = await readFile(path, JSON_LIMIT);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Error("it is not JSON");
  }
}

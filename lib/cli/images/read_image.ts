import { join } from "@std/path/posix/join";
import { isObject } from "../../json.ts";
import { formatBytes } from "../common/bytes.ts";
import { reasonOf } from "../common/failure.ts";
import { readFile } from "../common/read_file.ts";
import { blobFile, describeImage, type Image, type Manifest, parseManifest } from "./image.ts";

/** Maximum length of a JSON file in an image; container tools have the same limit (4 MiB). */
const JSON_LIMIT = 4_194_304;

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
  let image: Image = {
    id,
    name: null,
    platform: null,
    created: null,
    layers: null,
    size: null,
    problems: [],
  };
  let manifest: Manifest | undefined;
  let file = "image";
  try {
    checkDirectory(item, directory);
    file = "image/manifest.json";
    manifest = parseManifest(await readJson(join(directory, "manifest.json")));
    image = describeImage(id, manifest, {});
    const configFile = blobFile(manifest.config.digest)!;
    file = `image/${configFile}`;
    const config = await readJson(join(directory, configFile));
    image = describeImage(id, manifest, isObject(config) ? config : {});
  } catch (error) {
    image = { ...image, problems: [{ file, message: reasonOf(error) }] };
  }
  return { image, directory, manifest };
}

/**
 * Checks that a path is a regular file. Links are not followed: they could lead anywhere.
 *
 * @param path the path
 * @returns the file's length
 * @throws {Error} when it is missing or something else; the message does not repeat the path
 */
export function regularFile(path: string): number {
  const info = look(path);
  if (info.isSymlink) throw new Error("it is a symbolic link, not a file");
  if (info.isDirectory) throw new Error("it is a directory, not a file");
  if (!info.isFile) throw new Error("it is a device, pipe or socket, not a file");
  return info.size;
}

async function readJson(path: string): Promise<unknown> {
  const size = regularFile(path);
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

function checkDirectory(item: string, directory: string): void {
  if (!look(item).isDirectory) throw new Error("the image is not a directory");
  let info: Deno.FileInfo;
  try {
    info = Deno.lstatSync(directory);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(
      "it is missing: the image was not fetched completely, or by an osbuild before v83; " +
        "remove the image's directory and let osbuild fetch it again",
    );
  }
  if (!info.isDirectory) throw new Error("it is not a directory");
}

function look(path: string): Deno.FileInfo {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new Error("it is missing");
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new Error("permission denied; run this as root");
    }
    throw error;
  }
}

import { join } from "@std/path/posix/join";
import { isObject, type JsonObject } from "../../json.ts";
import { reasonOf } from "../failure.ts";
import { blobFile, type Contents, type Image, type Problem } from "./image.ts";
import { type ParsedManifest, parseManifest } from "./manifest.ts";
import { readJson } from "./read_json.ts";

/** The names that images carry in annotations and labels, the best first. */
const NAME_KEYS = [
  "io.containerd.image.name",
  "org.opencontainers.image.ref.name",
  "name",
  "org.opencontainers.image.title",
] as const;

/** An image, and where its content is if that is known. */
export interface ReadImage {
  /** What it says of itself. */
  readonly image: Image;
  /** What it is made of; nothing if the manifest is of no use. */
  readonly contents: Contents | undefined;
}

/**
 * Reads what an image in a store says of itself.
 *
 * @param item the directory named by the image's id
 * @param id the id
 * @returns the image, with whatever is wrong with it
 */
export async function readImage(item: string, id: string): Promise<ReadImage> {
  const problems: Problem[] = [];
  const directory = join(item, "image");
  const attempt = async <T>(file: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      problems.push({ file, message: reasonOf(error) });
      return undefined;
    }
  };
  const unknown = { name: null, platform: null, created: null, layers: null, size: null };
  const bad: ReadImage = { image: { id, ...unknown, problems }, contents: undefined };

  if (!await attempt("image", () => checkDirectory(item, directory))) return bad;
  const manifest = await attempt(
    "image/manifest.json",
    async () => parseManifest(await readJson(join(directory, "manifest.json"))),
  );
  if (manifest === undefined) return bad;
  const configFile = blobFile(manifest.config.digest)!;
  const config = await attempt(`image/${configFile}`, () => readJson(join(directory, configFile)));
  const image = describeImage(id, manifest, isObject(config) ? config : {}, problems);
  return { image, contents: { directory, config: manifest.config, layers: manifest.layers } };
}

async function checkDirectory(item: string, directory: string): Promise<true> {
  if (!(await Deno.lstat(item)).isDirectory) throw new Error("the image is not a directory");
  let info: Deno.FileInfo;
  try {
    info = await Deno.lstat(directory);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(
      "it is missing: the image was not fetched to its end, or by an osbuild before v83; " +
        "remove its directory and let osbuild fetch it again",
    );
  }
  if (!info.isDirectory) throw new Error("it is not a directory");
  return true;
}

function describeImage(
  id: string,
  { config: configBlob, layers, annotations }: ParsedManifest,
  config: JsonObject,
  problems: readonly Problem[],
): Image {
  const settings = isObject(config.config) ? config.config : {};
  const labels = isObject(settings.Labels) ? settings.Labels : {};
  const platform = [config.os, config.architecture, config.variant].map(text);
  // An image may use a layer more than once; its file is there once.
  const sizes = new Map([configBlob, ...layers].map(({ digest, size }) => [digest, size]));
  return {
    id,
    name: NAME_KEYS.map((key) => text(annotations[key]) ?? text(labels[key]))
      .find((it) => it !== null) ?? null,
    platform: platform[0] === null || platform[1] === null
      ? null
      : platform.filter((it) => it !== null).join("/"),
    created: text(config.created),
    layers: layers.length,
    size: [...sizes.values()].reduce((sum, size) => sum + size, 0),
    problems,
  };
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, 1000) : null;
}

import { isObject } from "../../json.ts";
import { type Blob, blobFile, type Contents } from "./image.ts";

/** What a manifest in a store says. */
export interface ParsedManifest extends Omit<Contents, "directory"> {
  /** Notes that whoever made the image left. */
  readonly annotations: Readonly<Record<string, unknown>>;
}

/**
 * Understands the manifest of an image: one of OCI, or of Docker's second schema.
 *
 * @param value the manifest's JSON
 * @returns configuration and layers
 * @throws {Error} when it is of another kind; the text says what it is
 */
export function parseManifest(value: unknown): ParsedManifest {
  if (!isObject(value)) throw new Error("it is not an object");
  if (Array.isArray(value.manifests)) {
    throw new Error("it is a list of images for several platforms, not an image");
  }
  if (value.schemaVersion === 1) {
    throw new Error("it is of Docker's first schema, which has no configuration and so no id");
  }
  const { config, layers, annotations } = value;
  if (!Array.isArray(layers)) throw new Error("it has no list of layers");
  return {
    config: blob(config, "the configuration"),
    layers: layers.map((layer, index) => blob(layer, `layer ${index}`)),
    annotations: isObject(annotations) ? annotations : {},
  };
}

function blob(value: unknown, what: string): Blob {
  const { digest, size } = isObject(value) ? value : {};
  if (typeof digest !== "string" || blobFile(digest) === undefined) {
    throw new Error(`${what} has no digest that this program knows`);
  }
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) {
    throw new Error(`${what} has no size`);
  }
  return { digest, size };
}

import { isObject, type JsonObject } from "../../json.ts";

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

/** A blob that a manifest names. */
export interface Blob {
  /** Its digest, such as `sha256:…`. */
  readonly digest: string;
  /** Its length in bytes, as the manifest says. */
  readonly size: number;
  /** Name of its file in skopeo's `dir:` layout. */
  readonly file: string;
}

/** The part of a manifest that matters here. */
export interface Manifest {
  /** The configuration. */
  readonly config: Blob;
  /** The layers, in order. */
  readonly layers: readonly Blob[];
  /** Annotations. */
  readonly annotations: JsonObject;
}

/**
 * Parses the manifest of an image: one of OCI, or of Docker's schema version 2.
 *
 * @throws {Error} when it is of another kind
 */
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

/**
 * Lists the blobs of an image. An image may use a layer more than once; its file is there once.
 *
 * @param manifest the image's manifest; without one, there are none
 */
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

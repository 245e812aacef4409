import { isObject, type JsonObject } from "../../json.ts";

/** Something wrong with an image in a store. */
export interface Problem {
  /** The file, below the image's directory. */
  readonly file: string;
  /** What is wrong. */
  readonly message: string;
}

/** A blob that a manifest names. */
export interface Blob {
  /** Its digest, such as `sha256:…`. */
  readonly digest: string;
  /** Its length in bytes, as the manifest says. */
  readonly size: number;
}

/** An image, as its own files describe it. */
export interface Image {
  /** Its id: the name of its directory. */
  readonly id: string;
  /** Its name. */
  readonly name: string | null;
  /** Operating system and architecture. */
  readonly platform: string | null;
  /** When it was made. */
  readonly created: string | null;
  /** How many layers it has. */
  readonly layers: number | null;
  /** Bytes of configuration and layers. */
  readonly size: number | null;
  /** What is wrong with it. */
  readonly problems: readonly Problem[];
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

/** Annotations and labels that hold an image's name, in order of preference. */
const NAME_KEYS = [
  "io.containerd.image.name",
  "org.opencontainers.image.ref.name",
  "name",
  "org.opencontainers.image.title",
] as const;

/** Algorithms of digests, and how many hexadecimal digits each has. */
const ALGORITHMS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/**
 * Splits a digest.
 *
 * @param digest the digest
 * @returns algorithm and hexadecimal digits; undefined if it is malformed
 */
export function parseDigest(digest: string): { algorithm: string; hex: string } | undefined {
  const [, algorithm = "", hex = ""] = /^(sha(?:256|384|512)):([0-9a-f]+)$/.exec(digest) ?? [];
  return hex !== "" && hex.length === ALGORITHMS[algorithm] ? { algorithm, hex } : undefined;
}

/**
 * Names the file that holds a blob in skopeo's `dir:` layout.
 *
 * @param digest the blob's digest
 * @returns the name; undefined if the digest is malformed
 */
export function blobFile(digest: string): string | undefined {
  const parsed = parseDigest(digest);
  if (parsed === undefined) return undefined;
  const { algorithm, hex } = parsed;
  return algorithm === "sha256" ? hex : `${algorithm}-${hex}`;
}

/**
 * Parses the manifest of an image: one of OCI, or of Docker's schema version 2.
 *
 * @param value the manifest's JSON
 * @returns configuration, layers and annotations
 * @throws {Error} when it is of another kind; the message names it
 */
export function parseManifest(value: unknown): Manifest {
  if (!isObject(value)) throw new Error("it is not an object");
  if (Array.isArray(value.manifests)) {
    throw new Error("it is a list of images for several platforms, not an image");
  }
  if (value.schemaVersion === 1) {
    throw new Error("it is of Docker's schema version 1, which has no configuration and so no id");
  }
  const { config, layers, annotations } = value;
  if (!Array.isArray(layers)) throw new Error("it has no list of layers");
  return {
    config: blobOf(config, "the configuration"),
    layers: layers.map((layer, index) => blobOf(layer, `layer ${index}`)),
    annotations: isObject(annotations) ? annotations : {},
  };
}

/**
 * Describes an image.
 *
 * @param id its id
 * @param manifest its manifest
 * @param config its configuration; an empty object if there is none
 * @returns the image, without problems
 */
export function describeImage(id: string, manifest: Manifest, config: JsonObject): Image {
  const { config: configBlob, layers, annotations } = manifest;
  const settings = isObject(config.config) ? config.config : {};
  const labels = isObject(settings.Labels) ? settings.Labels : {};
  const names = NAME_KEYS.map((key) => textOf(annotations[key]) ?? textOf(labels[key]));
  const [os, architecture, variant] = [config.os, config.architecture, config.variant].map(textOf);
  // An image may use a layer more than once; its file is there once.
  const sizes = new Map([configBlob, ...layers].map(({ digest, size }) => [digest, size]));
  return {
    id,
    name: names.find((it) => it !== undefined) ?? null,
    platform: os && architecture ? [os, architecture, variant].filter(Boolean).join("/") : null,
    created: textOf(config.created) ?? null,
    layers: layers.length,
    size: sizes.values().reduce((sum, size) => sum + size, 0),
    problems: [],
  };
}

function blobOf(value: unknown, what: string): Blob {
  const { digest, size } = isObject(value) ? value : {};
  if (typeof digest !== "string" || blobFile(digest) === undefined) {
    throw new Error(`${what} has no digest of a known kind`);
  }
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) {
    throw new Error(`${what} has no size`);
  }
  return { digest, size };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, 1000) : undefined;
}

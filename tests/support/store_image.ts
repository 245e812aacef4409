import { createHash, randomBytes } from "node:crypto";

/** An image in a store. */
export interface StoredImage {
  /** Its id: the digest of its configuration. */
  readonly id: string;
  /** The directory that holds its files. */
  readonly directory: string;
  /** Path of its configuration. */
  readonly config: string;
  /** Paths of its layers. */
  readonly layers: readonly string[];
}

/** What an image is like. */
export interface ImageOptions {
  /** Layers, or lengths of random ones; one of 1,000 bytes if nothing is said. */
  readonly layers?: readonly (Uint8Array | number)[];
  /** Properties of its configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Properties of its manifest. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Name of its directory, if that is not its id. */
  readonly id?: string;
}

const MEDIA = "application/vnd.oci.image";

/** Puts an image into a store, in skopeo's `dir:` layout, as osbuild's source does. */
export async function storeImage(store: string, options: ImageOptions = {}): Promise<StoredImage> {
  const layers = (options.layers ?? [1000])
    .map((layer) => typeof layer === "number" ? randomBytes(layer) : layer);
  const config = json({
    os: "linux",
    architecture: "amd64",
    rootfs: { type: "layers", diff_ids: layers.map(digest) },
    salt: randomBytes(8).toString("hex"),
    ...options.config,
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: `${MEDIA}.manifest.v1+json`,
    config: descriptor(`${MEDIA}.config.v1+json`, config),
    layers: layers.map((it) => descriptor(`${MEDIA}.layer.v1.tar`, it)),
    ...options.manifest,
  });
  const id = options.id ?? digest(config);
  const directory = `${store}/sources/org.osbuild.containers/${id}/image`;
  const pathOf = (blob: Uint8Array) => `${directory}/${hex(blob)}`;
  await Deno.mkdir(directory, { recursive: true });
  await Deno.writeTextFile(`${directory}/version`, "Directory Transport Version: 1.1\n");
  await Deno.writeFile(`${directory}/manifest.json`, manifest);
  for (const blob of [config, ...layers]) await Deno.writeFile(pathOf(blob), blob);
  return { id, directory, config: pathOf(config), layers: layers.map(pathOf) };
}

function descriptor(mediaType: string, blob: Uint8Array) {
  return { mediaType, digest: digest(blob), size: blob.length };
}

function digest(blob: Uint8Array): string {
  return `sha256:${hex(blob)}`;
}

function hex(blob: Uint8Array): string {
  return createHash("sha256").update(blob).digest("hex");
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

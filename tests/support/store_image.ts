import { createHash, randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";

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
  /** Lengths of layers of random bytes; one of 1,000 bytes if nothing is said. */
  readonly layers?: readonly number[];
  /** Path and text of the only file in a layer that container tools can unpack, instead. */
  readonly file?: readonly [path: string, text: string];
  /** Properties of its configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Properties of its manifest. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Name of its directory, if that is not its id. */
  readonly id?: string;
}

const MEDIA = "application/vnd.oci.image";

/**
 * Puts an image into a store, in skopeo's `dir:` layout, as osbuild's source does.
 *
 * @param store the store's directory
 * @param options what the image is like
 * @returns where it is
 */
export async function storeImage(store: string, options: ImageOptions = {}): Promise<StoredImage> {
  const { file, layers: sizes = [1000] } = options;
  const unpacked = file ? [tarball(...file)] : sizes.map((size) => randomBytes(size));
  const layers = file ? unpacked.map((it) => gzipSync(it)) : unpacked;
  const config = json({
    os: "linux",
    architecture: "amd64",
    rootfs: { type: "layers", diff_ids: unpacked.map(digest) },
    salt: randomBytes(8).toString("hex"),
    ...options.config,
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: `${MEDIA}.manifest.v1+json`,
    config: descriptor(`${MEDIA}.config.v1+json`, config),
    layers: layers.map((it) => descriptor(`${MEDIA}.layer.v1.tar${file ? "+gzip" : ""}`, it)),
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

/** A tar archive (ustar) of one file, as long as its path is shorter than 100 bytes. */
function tarball(path: string, text: string): Uint8Array {
  const block = 512;
  const encoder = new TextEncoder();
  const content = encoder.encode(text);
  const bytes = new Uint8Array(block * (3 + Math.ceil(content.length / block)));
  const put = (offset: number, field: string) => bytes.set(encoder.encode(field), offset);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  put(0, path);
  put(100, "0000644\0" + "0000000\0" + "0000000\0");
  put(124, `${octal(content.length, 11)}\0${octal(0, 11)}\0`);
  // The checksum counts as blanks in the sum.
  put(148, " ".repeat(8) + "0");
  put(257, "ustar\0" + "00");
  const sum = bytes.subarray(0, block).reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 6)}\0 `);
  bytes.set(content, block);
  return bytes;
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

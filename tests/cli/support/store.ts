import { randomBytes } from "node:crypto";

/** An image in a store. */
export interface StoredImage {
  /** Its id. */
  readonly id: string;
  /** The directory that holds its files. */
  readonly directory: string;
  /** Path of its configuration. */
  readonly config: string;
  /** Paths of its layers. */
  readonly layers: readonly string[];
}

/** What is special about an image. */
export interface ImageOptions {
  /** Lengths of its layers. */
  readonly layers?: readonly number[];
  /** Properties of its configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Properties of its manifest. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Name of its directory, if that is not its id. */
  readonly id?: string;
}

/**
 * Puts an image into a store, as osbuild's source for skopeo does.
 *
 * @param store the store's directory
 * @param options what is special about it
 * @returns where it is
 */
export async function storeImage(store: string, options: ImageOptions = {}): Promise<StoredImage> {
  const sizes = options.layers ?? [1000];
  const config = encode({ os: "linux", architecture: "amd64", salt: salt(), ...options.config });
  const configHex = await sha256(config);
  const id = options.id ?? `sha256:${configHex}`;
  const directory = `${store}/sources/org.osbuild.containers/${id}/image`;
  await Deno.mkdir(directory, { recursive: true });
  await Deno.writeFile(`${directory}/${configHex}`, config);
  await Deno.writeTextFile(`${directory}/version`, "Directory Transport Version: 1.1\n");
  const layers: { digest: string; size: number }[] = [];
  for (const size of sizes) {
    const bytes = new Uint8Array(randomBytes(size));
    const hex = await sha256(bytes);
    await Deno.writeFile(`${directory}/${hex}`, bytes);
    layers.push({ digest: `sha256:${hex}`, size });
  }
  const manifest = {
    schemaVersion: 2,
    config: { digest: `sha256:${configHex}`, size: config.length },
    layers,
    ...options.manifest,
  };
  await Deno.writeFile(`${directory}/manifest.json`, encode(manifest));
  return {
    id,
    directory,
    config: `${directory}/${configHex}`,
    layers: layers.map(({ digest }) => `${directory}/${digest.slice("sha256:".length)}`),
  };
}

function encode(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

function salt(): string {
  return randomBytes(8).toString("hex");
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

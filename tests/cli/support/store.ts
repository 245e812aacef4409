import { randomBytes } from "node:crypto";

/** An image in a store. */
export interface StoredImage {
  /** Its id. */
  readonly id: string;
  /** The folder that holds its files. */
  readonly folder: string;
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
  /** Name of its folder, if that is not its id. */
  readonly id?: string;
}

/**
 * Puts an image into a store, as osbuild's source for skopeo does.
 *
 * @param store the store's folder
 * @param options what is special about it
 * @returns where it is
 */
export async function storeImage(store: string, options: ImageOptions = {}): Promise<StoredImage> {
  const sizes = options.layers ?? [1000];
  const config = encode({ os: "linux", architecture: "amd64", salt: salt(), ...options.config });
  const configHex = await sha256(config);
  const id = options.id ?? `sha256:${configHex}`;
  const folder = `${store}/sources/org.osbuild.containers/${id}/image`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(`${folder}/${configHex}`, config);
  await Deno.writeTextFile(`${folder}/version`, "Directory Transport Version: 1.1\n");
  const layers: { digest: string; size: number }[] = [];
  for (const size of sizes) {
    const bytes = new Uint8Array(randomBytes(size));
    const hex = await sha256(bytes);
    await Deno.writeFile(`${folder}/${hex}`, bytes);
    layers.push({ digest: `sha256:${hex}`, size });
  }
  const manifest = {
    schemaVersion: 2,
    config: { digest: `sha256:${configHex}`, size: config.length },
    layers,
    ...options.manifest,
  };
  await Deno.writeFile(`${folder}/manifest.json`, encode(manifest));
  return {
    id,
    folder,
    config: `${folder}/${configHex}`,
    layers: layers.map(({ digest }) => `${folder}/${digest.slice("sha256:".length)}`),
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

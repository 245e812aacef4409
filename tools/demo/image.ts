import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { HOST } from "../shared/architecture.ts";
import { tarball } from "./tarball.ts";

/**
 * Makes a small container image in skopeo's `dir:` layout: one layer with one file, a config and a
 * manifest whose digests agree, as osbuild's sources keep images.
 *
 * @param source the directory of the source `org.osbuild.containers`; the image goes below it
 * @returns the image's id, which is the digest of its config
 */
export async function makeImage(source: string): Promise<string> {
  const layer = tarball("etc/motd", "Hello from a container.\n");
  const packed = gzipSync(layer);
  const config = json({
    architecture: HOST === "x86_64" ? "amd64" : "arm64",
    os: "linux",
    config: {},
    rootfs: { type: "layers", diff_ids: [digest(layer)] },
  });
  const media = "application/vnd.oci.image";
  const manifest = json({
    schemaVersion: 2,
    mediaType: `${media}.manifest.v1+json`,
    config: descriptor(`${media}.config.v1+json`, config),
    layers: [descriptor(`${media}.layer.v1.tar+gzip`, packed)],
  });
  const id = digest(config);
  const directory = join(source, id, "image");
  await Deno.mkdir(directory, { recursive: true });
  const files = {
    version: Buffer.from("Directory Transport Version: 1.1\n"),
    "manifest.json": manifest,
    [hex(config)]: config,
    [hex(packed)]: packed,
  };
  for (const [name, bytes] of Object.entries(files)) {
    await Deno.writeFile(join(directory, name), bytes);
  }
  return id;
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
  return Buffer.from(JSON.stringify(value));
}

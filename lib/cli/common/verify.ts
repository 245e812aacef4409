import { createHash } from "node:crypto";
import { walkSync } from "@std/fs/walk";
import { join } from "@std/path/posix/join";
import { reasonOf } from "./files.ts";
import { type Blob, blobsOf, type Image, lengthOf, type ReadImage } from "./image.ts";

/** Optional files of the layout: signatures, and manifests of other platforms. */
const OPTIONAL = /^(?:version|(?:[0-9a-f]{64}\.)?(?:signature-\d+|manifest\.json))$/;

const CHUNK_BYTES = 1_048_576;

/**
 * Verifies an image: reads all its files and compares digests and sizes.
 *
 * @returns the image, with everything that is wrong with it
 */
export async function verify(read: ReadImage): Promise<Image> {
  const { image, directory, manifest } = read;
  // By file: a configuration that can't be read is found twice.
  const problems = new Map(image.problems.map((it) => [it.file, it]));
  for (const blob of blobsOf(manifest)) {
    const message = await verifyBlob(join(directory, blob.file), blob);
    const file = `image/${blob.file}`;
    if (message !== undefined) problems.set(file, { file, message });
  }
  for (const problem of directoryProblems(read)) problems.set(problem.file, problem);
  const sorted = [...problems.values()].sort((one, other) => one.file < other.file ? -1 : 1);
  return { ...image, problems: sorted };
}

/** What is wrong with a blob. */
async function verifyBlob(path: string, { digest, size }: Blob): Promise<string | undefined> {
  try {
    const actual = lengthOf(path, "file");
    if (actual !== size) return `its length is ${actual} bytes, not ${size}`;
    const [algorithm, hex] = digest.split(":");
    if (await digestFile(path, algorithm!, size) === hex) return undefined;
    return "it is damaged: its content has another digest";
  } catch (error) {
    return reasonOf(error);
  }
}

/** Reads piece by piece, so that memory does not grow with the file, and not beyond the limit. */
async function digestFile(path: string, algorithm: string, limit: number): Promise<string> {
  const hash = createHash(algorithm);
  const buffer = new Uint8Array(Math.min(CHUNK_BYTES, limit + 1));
  using file = await Deno.open(path);
  for (let size = 0; size <= limit;) {
    const length = await file.read(buffer);
    if (length === null) break;
    hash.update(buffer.subarray(0, length));
    size += length;
  }
  return hash.digest("hex");
}

/** Finds missing and extra files, and an id that is not the configuration's digest. */
function* directoryProblems({ image: { id }, directory, manifest }: ReadImage) {
  if (manifest === undefined) return;
  const { digest } = manifest.config;
  if (digest !== id) {
    const message = `the configuration's digest is ${digest}, not the image's id`;
    yield { file: "image/manifest.json", message };
  }
  try {
    lengthOf(join(directory, "version"), "file");
  } catch (error) {
    yield { file: "image/version", message: reasonOf(error) };
  }
  const blobs = new Set(blobsOf(manifest).map(({ file }) => file));
  try {
    for (const { path } of walkSync(directory)) {
      const name = path.slice(directory.length + 1);
      if (name === "" || blobs.has(name) || OPTIONAL.test(name)) continue;
      yield { file: `image/${name}`, message: "it is left over: the manifest does not name it" };
    }
  } catch (error) {
    yield { file: "image", message: `it can't be listed: ${reasonOf(error)}` };
  }
}

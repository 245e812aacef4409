import { createHash } from "node:crypto";
import { walkSync } from "@std/fs/walk";
import { join } from "@std/path/posix/join";
import { reasonOf } from "./files.ts";
import { type Blob, blobsOf, type Image, lengthOf, type Problem, type ReadImage } from "./image.ts";
import { formatBytes } from "./text.ts";

/** Optional files of the layout: signatures, and manifests of other platforms. */
const OPTIONAL = /^(?:version|(?:[0-9a-f]{64}\.)?(?:signature-\d+|manifest\.json))$/;

const CHUNK_BYTES = 1_048_576;

/** How often progress is shown, in milliseconds. */
const INTERVAL = 200;

/** Reads all files of images and compares digests; shows progress where standard error is seen. */
export async function verify(images: readonly ReadImage[]): Promise<Image[]> {
  const verified: Image[] = [];
  const total = formatBytes(images.reduce((sum, { image }) => sum + (image.size ?? 0), 0));
  const show = Deno.stderr.isTerminal()
    ? (text: string) => Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${text}`))
    : () => {};
  let [bytes, shown] = [0, -INTERVAL];
  const count = (length: number) => {
    bytes += length;
    if (performance.now() - shown < INTERVAL) return;
    shown = performance.now();
    const [amount, unit] = formatBytes(bytes).split(" ");
    const done = total.endsWith(` ${unit}`) ? amount : `${amount} ${unit}`;
    show(`image ${verified.length + 1} of ${images.length}, ${done} of ${total}`);
  };
  for (const read of images) verified.push(await verifyImage(read, count));
  show("");
  return verified;
}

async function verifyImage(read: ReadImage, count: (length: number) => void): Promise<Image> {
  const { image, directory, manifest } = read;
  const problems = [...image.problems];
  const bad = new Set(problems.map(({ file }) => file));
  for (const blob of blobsOf(manifest)) {
    const file = `image/${blob.file}`;
    if (bad.has(file)) continue;
    const message = await verifyBlob(join(directory, blob.file), blob, count);
    if (message !== undefined) problems.push({ file, message });
  }
  problems.push(...extraFiles(read));
  problems.sort((one, other) => one.file < other.file ? -1 : 1);
  return { ...image, problems };
}

/** Reads piece by piece, so that memory does not grow with the file, and not beyond its size. */
async function verifyBlob(
  path: string,
  { digest, size }: Blob,
  count: (length: number) => void,
): Promise<string | undefined> {
  const [algorithm, hex] = digest.split(":");
  const hash = createHash(algorithm!);
  const buffer = new Uint8Array(Math.min(CHUNK_BYTES, size + 1));
  try {
    lengthOf(path, "file");
    using file = await Deno.open(path);
    for (let read = 0; read <= size;) {
      const length = await file.read(buffer);
      if (length === null) break;
      hash.update(buffer.subarray(0, length));
      count(length);
      read += length;
    }
  } catch (error) {
    return reasonOf(error);
  }
  return hash.digest("hex") === hex ? undefined : "it is damaged: its content has another digest";
}

function* extraFiles({ directory, manifest }: ReadImage): Generator<Problem> {
  if (manifest === undefined) return;
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

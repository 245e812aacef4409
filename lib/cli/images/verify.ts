import { createHash } from "node:crypto";
import { join } from "@std/path/posix/join";
import { walkSync } from "@std/fs/walk";
import { formatBytes } from "../common/bytes.ts";
import { reasonOf } from "../common/failure.ts";
import { type Image, lengthOf, type ReadImage } from "./image.ts";
import { type Blob, blobsOf } from "./manifest.ts";

/** Optional files of the layout: signatures, and manifests of other platforms. */
const OPTIONAL = /^(?:version|(?:[0-9a-f]{64}\.)?(?:signature-\d+|manifest\.json))$/;

/** How many files are read at a time: some are read while another is hashed. */
const FILES_AT_ONCE = 4;

const CHUNK_BYTES = 1_048_576;
const PROGRESS_INTERVAL_MS = 100;
const CLEAR_LINE = "\r\x1b[K";

/**
 * Verifies images: reads all their files and compares digests and sizes. Progress is shown on
 * terminals.
 *
 * @param read the images
 * @returns the images, with everything that is wrong with them
 */
export async function verify(read: readonly ReadImage[]): Promise<Image[]> {
  // Messages by file: a configuration that can't be read is found twice.
  const problems = read.map(({ image }) => new Map(image.problems.map((it) => [it.file, it])));
  const blobs = read.flatMap(({ directory, manifest }, index) =>
    blobsOf(manifest).map((blob) => ({ directory, index, blob }))
  );
  const total = formatBytes(blobs.reduce((sum, { blob }) => sum + blob.size, 0));
  let [bytes, files] = [0, 0];
  // Short runs show no progress.
  const start = performance.now();
  let shown = start;
  const count = (length: number) => {
    bytes += length;
    if (performance.now() - shown < PROGRESS_INTERVAL_MS) return;
    shown = performance.now();
    progress(`verifying: ${files} of ${blobs.length} files, ${formatBytes(bytes)} of ${total}`);
  };
  const rest = blobs.values();
  const work = async () => {
    // All workers share one iterator, so that each blob is taken once.
    for (const { directory, index, blob } of rest) {
      const message = await verifyBlob(join(directory, blob.file), blob, count);
      const file = `image/${blob.file}`;
      if (message !== undefined) problems[index]!.set(file, { file, message });
      files++;
    }
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, work));
  if (shown !== start) progress("");
  return read.map((it, index) => {
    for (const problem of directoryProblems(it)) problems[index]!.set(problem.file, problem);
    const sorted = [...problems[index]!].sort(([one], [other]) => one < other ? -1 : 1);
    return { ...it.image, problems: sorted.map(([, problem]) => problem) };
  });
}

function progress(text: string): void {
  if (!Deno.stderr.isTerminal()) return;
  Deno.stderr.writeSync(new TextEncoder().encode(`${CLEAR_LINE}${text}`));
}

/** What is wrong with a blob. */
async function verifyBlob(
  path: string,
  { digest, size }: Blob,
  count: (bytes: number) => void,
): Promise<string | undefined> {
  try {
    const actual = lengthOf(path, "file");
    if (actual !== size) return `its length is ${actual} bytes, not ${size}`;
    const [algorithm, hex] = digest.split(":");
    if (await digestFile(path, algorithm!, size, count) === hex) return undefined;
    return "it is damaged: its content has another digest";
  } catch (error) {
    return reasonOf(error);
  }
}

/** Reads piece by piece, so that memory does not grow with the file, and not beyond the limit. */
async function digestFile(
  path: string,
  algorithm: string,
  limit: number,
  count: (bytes: number) => void,
): Promise<string> {
  const hash = createHash(algorithm);
  const buffer = new Uint8Array(Math.min(CHUNK_BYTES, limit + 1));
  using file = await Deno.open(path);
  for (let size = 0; size <= limit;) {
    const length = await file.read(buffer);
    if (length === null) break;
    hash.update(buffer.subarray(0, length));
    size += length;
    count(length);
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

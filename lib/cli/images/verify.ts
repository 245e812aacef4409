import { createHash } from "node:crypto";
import { join } from "@std/path/posix/join";
import { walkSync } from "@std/fs/walk";
import { formatBytes } from "../common/bytes.ts";
import { reasonOf } from "../common/failure.ts";
import type { Progress } from "../common/result.ts";
import { type Blob, blobFile, type Image, parseDigest, type Problem } from "./image.ts";
import { lengthOf, type ReadImage } from "./read_image.ts";

/** Files of the `dir:` layout that are not blobs. */
const KNOWN = ["manifest.json", "version"] as const;

/** Optional files of the layout: signatures, and manifests of other platforms. */
const OPTIONAL = /^(?:[0-9a-f]{64}\.)?(?:signature-\d+|manifest\.json)$/;

/** How many files are read at a time: some are read while another is hashed. */
const FILES_AT_ONCE = 4;

const CHUNK_BYTES = 1_048_576;
const PROGRESS_INTERVAL_MS = 100;

/**
 * Verifies images: reads all their files and compares digests and sizes.
 *
 * @param read the images
 * @param progress where to show progress
 * @returns the images, with everything that is wrong with them
 */
export async function verify(read: readonly ReadImage[], progress: Progress): Promise<Image[]> {
  const blobs = read.flatMap((it, index) => blobsOf(it).map((blob) => ({ it, index, blob })));
  const total = formatBytes(blobs.reduce((sum, { blob }) => sum + blob.size, 0));
  const problems = read.map(({ image }) => [...image.problems]);
  let [done, files] = [0, 0];
  // Short runs show no progress.
  let shown = performance.now();
  const count = (bytes: number) => {
    done += bytes;
    if (performance.now() - shown < PROGRESS_INTERVAL_MS) return;
    shown = performance.now();
    progress(`verifying: ${files} of ${blobs.length} files, ${formatBytes(done)} of ${total}`);
  };
  const rest = blobs.values();
  const work = async () => {
    // All workers share one iterator, so that each blob is taken once.
    for (const { it, index, blob } of rest) {
      problems[index]!.push(...await verifyBlob(it.directory, blob, count));
      files++;
    }
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, work));
  return read.map((it, index) => {
    const all = [...problems[index]!, ...directoryProblems(it)];
    // A missing configuration is found twice.
    const unique = new Map(all.map((problem) => [`${problem.file}\0${problem.message}`, problem]));
    const sorted = [...unique].sort(([one], [other]) => one < other ? -1 : 1);
    return { ...it.image, problems: sorted.map(([, problem]) => problem) };
  });
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

function blobsOf({ manifest }: ReadImage): Blob[] {
  if (manifest === undefined) return [];
  const blobs = [manifest.config, ...manifest.layers];
  return [...new Map(blobs.map((blob) => [blob.digest, blob])).values()];
}

async function verifyBlob(
  directory: string,
  { digest, size }: Blob,
  count: (bytes: number) => void,
): Promise<Problem[]> {
  const name = blobFile(digest)!;
  const { algorithm, hex } = parseDigest(digest)!;
  const problem = (message: string) => [{ file: `image/${name}`, message }];
  try {
    const path = join(directory, name);
    const actual = lengthOf(path, "file");
    if (actual !== size) return problem(`its length is ${actual} bytes, not ${size}`);
    if (await digestFile(path, algorithm, size, count) === hex) return [];
    return problem("it is damaged: its content has another digest");
  } catch (error) {
    return problem(reasonOf(error));
  }
}

/** Finds missing and extra files, and an id that is not the configuration's digest. */
function directoryProblems({ image: { id }, directory, manifest }: ReadImage): Problem[] {
  if (manifest === undefined) return [];
  const problems: Problem[] = [];
  const { config, layers } = manifest;
  if (config.digest !== id) {
    const message = `the configuration's digest is ${config.digest}, not the image's id`;
    problems.push({ file: "image/manifest.json", message });
  }
  try {
    lengthOf(join(directory, "version"), "file");
  } catch (error) {
    problems.push({ file: "image/version", message: reasonOf(error) });
  }
  const blobs = [config, ...layers].map(({ digest }) => blobFile(digest)!);
  const expected = new Set<string>(["", ...KNOWN, ...blobs]);
  try {
    for (const { path } of walkSync(directory)) {
      const name = path.slice(directory.length + 1);
      if (expected.has(name) || OPTIONAL.test(name)) continue;
      const message = "it is left over: the manifest does not name it";
      problems.push({ file: `image/${name}`, message });
    }
  } catch (error) {
    problems.push({ file: "image", message: `it can't be listed: ${reasonOf(error)}` });
  }
  return problems;
}

import type { Progress } from "../program/job.ts";
import { formatBytes } from "../text/bytes.ts";
import type { Image, Problem } from "./image.ts";
import { inParallel } from "./in_parallel.ts";
import type { ReadImage } from "./read_image.ts";
import { blobChecks, verifyDirectory } from "./verify_image.ts";

/** How many files are read at once: while one is hashed, others are on their way. */
const FILES_AT_ONCE = 4;

/** How often progress is shown, in milliseconds. */
const PROGRESS_INTERVAL = 100;

/**
 * Reads images, and compares what is there with what they say.
 *
 * @param read the images, as far as they have been read
 * @param progress where to tell how far it has got
 * @returns the images, with everything that is wrong with them
 */
export async function verifyAll(
  read: readonly ReadImage[],
  progress: Progress,
): Promise<Image[]> {
  const problems = new Map(read.map((it) => [it, [...it.image.problems]]));
  const work = read.flatMap((it) =>
    it.contents === undefined ? [] : blobChecks(it.contents).map((check) => ({ it, check }))
  );
  const total = work.reduce((sum, { check }) => sum + check.size, 0);
  let [done, files] = [0, 0];
  // What is over at once shows nothing.
  let shown = performance.now();
  const count = (bytes: number) => {
    done += bytes;
    if (performance.now() - shown < PROGRESS_INTERVAL) return;
    shown = performance.now();
    const [now, all] = [formatBytes(done), formatBytes(total)];
    progress(`verifying: ${files} of ${work.length} files, ${now} of ${all}`);
  };
  await inParallel(work, FILES_AT_ONCE, async ({ it, check }) => {
    const problem = await check.run(count);
    files++;
    if (problem) problems.get(it)!.push(problem);
  });
  await inParallel(read, FILES_AT_ONCE, async (it) => {
    if (it.contents) problems.get(it)!.push(...await verifyDirectory(it.image.id, it.contents));
  });
  return read.map((it) => ({ ...it.image, problems: tidy(problems.get(it)!) }));
}

/** Sorted by file, and each problem once: a configuration that is missing is noticed twice. */
function tidy(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((it) => [`${it.file}\0${it.message}`, it]));
  return [...unique].sort(([one], [other]) => one < other ? -1 : 1).map(([, problem]) => problem);
}

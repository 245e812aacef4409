import { join } from "@std/path/posix/join";
import { walk } from "@std/fs/walk";
import { reasonOf } from "../failure.ts";
import { digestFile } from "./digest_file.ts";
import { type Blob, blobFile, type Contents, parseDigest, type Problem } from "./image.ts";
import { regularFile } from "./read_json.ts";

/** Files of the `dir:` layout that are no blobs. */
const KNOWN = ["manifest.json", "version"] as const;

/** Files that the layout may have besides: signatures, and manifests of other platforms. */
const ALLOWED = /^(?:[0-9a-f]{64}\.)?(?:signature-\d+|manifest\.json)$/;

/** A piece of work: one file to be read. */
export interface Check {
  /** How many bytes it has, as the manifest says. */
  readonly size: number;

  /**
   * Reads the file.
   *
   * @param count is told how many bytes have been read, each time some have
   * @returns what is wrong with it, or nothing
   */
  run(count: (bytes: number) => void): Promise<Problem | undefined>;
}

/**
 * Looks for files that are missing or left over, and for an id that is not the configuration's.
 *
 * @param id the image's id
 * @param contents what it is made of
 * @returns what is wrong
 */
export async function verifyDirectory(id: string, contents: Contents): Promise<Problem[]> {
  const { directory, config, layers } = contents;
  const problems: Problem[] = [];
  if (config.digest !== id) {
    const message = `the configuration's digest is ${config.digest}, which is not the image's id`;
    problems.push({ file: "image/manifest.json", message });
  }
  const expected = new Set<string>([
    ...KNOWN,
    ...[config, ...layers].map(({ digest }) => blobFile(digest)!),
  ]);
  try {
    await regularFile(join(directory, "version"));
  } catch (error) {
    problems.push({ file: "image/version", message: reasonOf(error) });
  }
  try {
    for await (const { path } of walk(directory)) {
      const name = path.slice(directory.length + 1);
      if (name === "" || expected.has(name) || ALLOWED.test(name)) continue;
      problems.push({
        file: `image/${name}`,
        message: "it is left over: the manifest does not name it",
      });
    }
  } catch (error) {
    problems.push({ file: "image", message: `Cannot list the directory: ${reasonOf(error)}` });
  }
  return problems;
}

/**
 * Lists the files of an image that have a digest.
 *
 * @param contents what it is made of
 * @returns one piece of work for each
 */
export function blobChecks({ directory, config, layers }: Contents): Check[] {
  const blobs = new Map([config, ...layers].map((blob) => [blob.digest, blob]));
  return [...blobs.values()].map((blob) => ({
    size: blob.size,
    run: (count) => verifyBlob(directory, blob, count),
  }));
}

async function verifyBlob(
  directory: string,
  { digest, size }: Blob,
  count: (bytes: number) => void,
): Promise<Problem | undefined> {
  const name = blobFile(digest)!;
  const file = `image/${name}`;
  const { algorithm, hex } = parseDigest(digest)!;
  try {
    const path = join(directory, name);
    const there = await regularFile(path);
    if (there !== size) return { file, message: `it has ${there} bytes, not ${size}` };
    const found = await digestFile(path, algorithm, size, count);
    if (found.hex === hex) return undefined;
    return { file, message: `its content has the digest ${algorithm}:${found.hex}: it is damaged` };
  } catch (error) {
    return { file, message: reasonOf(error) };
  }
}

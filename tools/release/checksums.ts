import { join } from "node:path";
import { fileHash } from "./file_hash.ts";

/** Name of the list. */
export const CHECKSUMS = "SHA256SUMS";

/**
 * Writes the list of digests that `sha256sum --check` reads.
 *
 * @param directory the directory whose files are listed; the list goes there too
 * @returns the list
 */
export async function writeChecksums(directory: string): Promise<string> {
  const names = [...Deno.readDirSync(directory)].map(({ name }) => name)
    .filter((name) => name !== CHECKSUMS).sort();
  const lines: string[] = [];
  for (const name of names) {
    lines.push(`${await fileHash(join(directory, name))}  ${name}\n`);
  }
  const path = join(directory, CHECKSUMS);
  await Deno.writeTextFile(path, lines.join(""));
  return path;
}

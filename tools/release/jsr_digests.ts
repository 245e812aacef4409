import { JSR_DIGESTS, STAND_INS } from "../pins.ts";
import { fileHash } from "../shared/file_hash.ts";
import { filesBelow } from "../shared/source_files.ts";

/**
 * Reads the digests of JSR's descriptions of packages. A description has the digests of the
 * package's files, which Deno compares, so that its digest covers them all; deno.lock files have the
 * same as `integrity`.
 *
 * @param directory where Deno keeps the packages of JSR
 * @returns SHA-256 by `NAME@VERSION`, sorted
 */
export async function jsrDigests(directory: string): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const path of filesBelow(directory).sort()) {
    const [, name, version] = /(@[^/]+\/[^/]+)\/(.+)_meta\.json$/.exec(path) ?? [];
    if (!name) continue;
    // Deno adds the digest to the description that it vendors; a stand-in's has none.
    const { lockfileChecksum } = JSON.parse(Deno.readTextFileSync(path));
    digests.set(`${name}@${version}`, lockfileChecksum ?? await fileHash(path));
  }
  return digests;
}

/**
 * Compares packages that came from JSR with the pinned versions and digests.
 *
 * @param directory where Deno keeps the packages of JSR
 * @param pinned digests of the descriptions, by `NAME@VERSION`
 * @throws {Error} that names what differs or is not pinned yet
 */
export async function checkJsr(
  directory: string,
  pinned: Readonly<Record<string, string>> = JSR_DIGESTS,
): Promise<void> {
  const wanted = STAND_INS.map(({ name, version }) => `${name}@${version}`);
  const found = await jsrDigests(directory);
  const problems = [...new Set([...wanted, ...found.keys()])].sort().flatMap((key) => {
    const digest = found.get(key);
    if (!wanted.includes(key)) return `${key}: not a pinned version`;
    if (digest === undefined) return `${key}: missing`;
    if (!pinned[key]) return `${key}: no digest is pinned; it came with ${digest}`;
    return digest === pinned[key]
      ? []
      : `${key}: its digest is ${digest}, expected was ${pinned[key]}`;
  });
  if (problems.length === 0) return;
  throw new Error(
    "Cannot release with the packages that JSR serves; review them, then put what `deno task " +
      "release --print-digests` prints into JSR_DIGESTS of tools/pins.ts:\n  " +
      problems.join("\n  "),
  );
}

import { JSR_DIGESTS, STAND_INS } from "../pins.ts";
import { filesBelow } from "../vendor/sources.ts";
import { fileHash } from "./file_hash.ts";

/**
 * Compares packages that came from JSR with the pinned versions and digests. JSR's description of a
 * version has the digests of its files, which Deno compares, so that digest covers them all.
 *
 * @param directory where Deno keeps the packages of JSR
 * @param pinned digests of the descriptions, by `NAME@VERSION`
 * @throws {Error} that names what differs or is not pinned yet
 */
export async function checkJsr(
  directory: string,
  pinned: Readonly<Record<string, string>> = JSR_DIGESTS,
): Promise<void> {
  const wanted = new Set(STAND_INS.map(({ name, version }) => `${name}@${version}`));
  const problems: string[] = [];
  for (const path of [...filesBelow(directory)].sort()) {
    const [, name, version] = /(@[^/]+\/[^/]+)\/(.+)_meta\.json$/.exec(path) ?? [];
    if (!name) continue;
    const key = `${name}@${version}`;
    const digest = await fileHash(path);
    if (!wanted.delete(key)) problems.push(`${key}: not a pinned version`);
    else if (!pinned[key]) problems.push(`${key}: no digest is pinned; it came with ${digest}`);
    else if (pinned[key] !== digest) {
      problems.push(`${key}: its digest is ${digest}, expected was ${pinned[key]}`);
    }
  }
  problems.push(...[...wanted].map((key) => `${key}: missing`));
  if (problems.length === 0) return;
  throw new Error(
    "Cannot release with the packages that JSR serves; look at them, then correct tools/pins.ts:\n  " +
      problems.join("\n  "),
  );
}

/**
 * Reading of tar archives, as far as npm's use of them goes: plain files with ustar or pax names.
 *
 * @module
 */
const BLOCK = 512;
const decoder = new TextDecoder();

/** A file in an archive. */
export interface Member {
  /** Path in the archive. */
  readonly path: string;
  /** Content; a view into the archive. */
  readonly bytes: Uint8Array;
}

/**
 * Lists the plain files of a tar archive, in the archive's order.
 *
 * @param archive the archive, not compressed
 * @returns every plain file; directories, links and devices are left out
 * @throws {RangeError} when the archive ends in the middle of a file
 */
export function* untar(archive: Uint8Array): Generator<Member> {
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= archive.length;) {
    const header = archive.subarray(at, at + BLOCK);
    if (header[0] === 0) return;
    const size = parseInt(field(header, 124, 12), 8) || 0;
    const kind = String.fromCharCode(header[156]!);
    const bytes = archive.subarray(at + BLOCK, at + BLOCK + size);
    if (bytes.length < size) throw new RangeError("Cannot read the archive: it ends too early");
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;

    if (kind === "x") {
      longName = paxPath(bytes);
    } else {
      if (kind === "0" || kind === "\0") yield { path: longName ?? ustarPath(header), bytes };
      if (kind !== "g") longName = undefined;
    }
  }
}

function field(header: Uint8Array, offset: number, length: number): string {
  const text = decoder.decode(header.subarray(offset, offset + length));
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

function ustarPath(header: Uint8Array): string {
  const prefix = field(header, 257, 5) === "ustar" ? field(header, 345, 155) : "";
  const name = field(header, 0, 100);
  return prefix ? `${prefix}/${name}` : name;
}

function paxPath(records: Uint8Array): string | undefined {
  return /^\d+ path=(.*)$/m.exec(decoder.decode(records))?.[1];
}

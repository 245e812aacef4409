const BLOCK = 512;

/** A record of an archive. */
export interface TarRecord {
  /** Name in the header; at most 100 bytes. */
  readonly name: string;
  /** Content. */
  readonly text?: string;
  /** What kind of record it is; a plain file if nothing is said. */
  readonly kind?: string;
  /** What ustar puts before the name. */
  readonly prefix?: string;
}

/**
 * Makes a tar archive.
 *
 * @param records what is in it, in order
 * @returns the archive
 */
export function tar(records: readonly TarRecord[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const blocks = records.flatMap(({ name, text = "", kind = "0", prefix = "" }) => {
    const content = encoder.encode(text);
    const header = new Uint8Array(BLOCK);
    header.set(encoder.encode(name), 0);
    header.set(encoder.encode(content.length.toString(8).padStart(11, "0")), 124);
    header.set(encoder.encode(kind), 156);
    header.set(encoder.encode("ustar\0" + "00"), 257);
    header.set(encoder.encode(prefix), 345);
    const padded = new Uint8Array(Math.ceil(content.length / BLOCK) * BLOCK);
    padded.set(content);
    return [header, padded];
  });
  return new Uint8Array(
    [...blocks, new Uint8Array(2 * BLOCK)].flatMap((block) => [...block]),
  );
}

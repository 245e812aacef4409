const BLOCK = 512;
const CHECKSUM_OFFSET = 148;
const CHECKSUM_LENGTH = 8;

/**
 * Makes a tar archive (ustar) of one file.
 *
 * @param name the file's path, at most 100 bytes
 * @param text its content
 * @returns the archive
 */
export function tarball(name: string, text: string): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const content = encoder.encode(text);
  const padded = Math.ceil(content.length / BLOCK) * BLOCK;
  // The file, and the two empty blocks that end an archive.
  const bytes = new Uint8Array(BLOCK + padded + 2 * BLOCK);
  const put = (offset: number, field: string) => bytes.set(encoder.encode(field), offset);
  put(0, name);
  put(100, "0000644\0" + "0000000\0" + "0000000\0");
  put(124, `${octal(content.length, 11)}\0${octal(0, 11)}\0`);
  put(CHECKSUM_OFFSET, " ".repeat(CHECKSUM_LENGTH) + "0");
  put(257, "ustar\0" + "00");
  const sum = bytes.subarray(0, BLOCK).reduce((total, byte) => total + byte, 0);
  put(CHECKSUM_OFFSET, `${octal(sum, 6)}\0 `);
  bytes.set(content, BLOCK);
  return bytes;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

/** Maximum length of what is compared or searched, many times that of any real file. */
const LIMIT = 1_048_576;

/**
 * Reads the start of a text file. Anything but a regular file is refused unread: a pipe without a
 * writer would keep the program waiting.
 *
 * @param path the file
 * @param length how many bytes to read at most
 * @returns the text
 * @throws {Error} when it is no regular file, or can't be read
 */
export function readText(path: string, length: number = LIMIT): string {
  if (!Deno.statSync(path).isFile) throw new Error("it is not a regular file");
  using file = Deno.openSync(path);
  const bytes = new Uint8Array(length);
  return new TextDecoder().decode(bytes.subarray(0, file.readSync(bytes) ?? 0));
}

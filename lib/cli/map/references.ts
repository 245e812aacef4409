/** An image to be mapped, as it was named on the command line. */
export interface Reference {
  /** The image's id. */
  readonly ref: string;
  /** The name that it is to have. */
  readonly name: string;
}

/**
 * Reads a reference as it is written on the command line.
 *
 * @param text `REF` or `REF=NAME`; without a name, the id is the name
 * @returns the reference, or nothing if either is empty
 *
 * @example
 * ```ts
 * parseReference("sha256:0123=localhost/hello"); // { ref: "sha256:0123", name: "localhost/hello" }
 * ```
 */
export function parseReference(text: string): Reference | undefined {
  const at = text.indexOf("=");
  const [ref, name] = at < 0 ? [text, text] : [text.slice(0, at), text.slice(at + 1)];
  return ref === "" || name === "" ? undefined : { ref, name };
}

/**
 * Finds an image that is named twice.
 *
 * @param references the images
 * @returns its id, or nothing
 */
export function findDouble(references: readonly Reference[]): string | undefined {
  const seen = new Set<string>();
  return references.find(({ ref }) => seen.size === seen.add(ref).size)?.ref;
}

/** Keys and indices that lead from the top of a document to a part of it. */
export type Path = readonly (string | number)[];

/** Something wrong at a place in a manifest. */
export interface Problem {
  /** What is wrong, in one word: `help validate` lists them. */
  readonly rule: string;
  /** The same for people. */
  readonly message: string;
  /** Keys and indices that lead to the place. */
  readonly path: Path;
}

/**
 * Writes a path as JSON pointer.
 *
 * @param path the path
 * @returns the pointer (RFC 6901); empty for the whole document
 */
export function pointerTo(path: Path): string {
  return path
    .map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

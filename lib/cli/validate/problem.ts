/** What can be wrong. The names are part of the interface of `--json`. */
export type Rule =
  | "unreadable"
  | "not-json"
  | "wrong-version"
  | "shape"
  | "unknown-input-type"
  | "schema"
  | "missing-name"
  | "bad-name"
  | "bad-id"
  | "duplicate-id"
  | "unknown-source"
  | "not-an-image"
  | "ignored-reference"
  | "unknown-pipeline"
  | "later-pipeline"
  | "own-pipeline";

/** Keys and indices that lead from the top of a document to a part of it. */
export type Path = readonly (string | number)[];

/** Something wrong at a place in a manifest. */
export interface Problem {
  /** What is wrong. */
  readonly rule: Rule;
  /** The same for people. */
  readonly message: string;
  /** Keys and indices that lead to the place. */
  readonly path: Path;
  /** Whether the place is the key at the end of the path instead of its value. */
  readonly isKey?: boolean;
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

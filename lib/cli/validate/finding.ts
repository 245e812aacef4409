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
  /** Whether the place is the key at the end of the path, or its value. */
  readonly at: "key" | "value";
}

/** The input in which something is wrong. */
export interface Scene {
  /** Name of the pipeline. */
  readonly pipeline: string | null;
  /** The stage. */
  readonly stage: { readonly index: number; readonly type: string } | null;
  /** Name of the input. */
  readonly input: string | null;
}

/** What is wrong, and where: an entry of the document that `--json` prints. */
export interface Finding extends Scene {
  /** The file, as the user named it. */
  readonly file: string;
  /** What is wrong. */
  readonly rule: Rule;
  /** The same for people. */
  readonly message: string;
  /** JSON pointer to the place (RFC 6901). */
  readonly pointer: string;
  /** Number of its line, from 1. */
  readonly line: number | null;
  /** Its place in the line, from 1, in UTF-16 units. */
  readonly column: number | null;
}

/** The scene outside of all pipelines. */
export const NOWHERE: Scene = { pipeline: null, stage: null, input: null };

/**
 * Writes a path as JSON pointer.
 *
 * @param path the path
 * @returns the pointer; empty for the whole document
 */
export function pointerTo(path: Path): string {
  return path
    .map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

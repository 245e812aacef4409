/** Something wrong with an image in a store. */
export interface Problem {
  /** The file, below the image's directory. */
  readonly file: string;
  /** What is wrong. */
  readonly message: string;
}

/** A blob that a manifest names. */
export interface Blob {
  /** Its digest, such as `sha256:…`. */
  readonly digest: string;
  /** Its length in bytes, as the manifest says. */
  readonly size: number;
}

/** What a store's image says of itself. */
export interface Image {
  /** Its id: the name of its directory. */
  readonly id: string;
  /** Its name, where it tells one. */
  readonly name: string | null;
  /** Operating system and architecture. */
  readonly platform: string | null;
  /** When it was made. */
  readonly created: string | null;
  /** How many layers it has. */
  readonly layers: number | null;
  /** Bytes of configuration and layers. */
  readonly size: number | null;
  /** What is wrong with it. */
  readonly problems: readonly Problem[];
}

/** What is known of an image once its manifest has been read. */
export interface Contents {
  /** The image's directory. */
  readonly directory: string;
  /** The configuration. */
  readonly config: Blob;
  /** The layers, in order. */
  readonly layers: readonly Blob[];
}

/** The algorithms that digests in images may use, and how many hexadecimal digits each has. */
const ALGORITHMS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/**
 * Takes a digest apart.
 *
 * @param digest the digest
 * @returns the algorithm and the hexadecimal digits; nothing if it is none
 */
export function parseDigest(digest: string): { algorithm: string; hex: string } | undefined {
  const [, algorithm = "", hex = ""] = /^(sha(?:256|384|512)):([0-9a-f]+)$/.exec(digest) ?? [];
  return hex !== "" && hex.length === ALGORITHMS[algorithm] ? { algorithm, hex } : undefined;
}

/**
 * The name of the file that holds a blob, in skopeo's `dir:` layout.
 *
 * @param digest the blob's digest
 * @returns the name; nothing if the digest is none
 */
export function blobFile(digest: string): string | undefined {
  const parsed = parseDigest(digest);
  if (parsed === undefined) return undefined;
  const { algorithm, hex } = parsed;
  return algorithm === "sha256" ? hex : `${algorithm}-${hex}`;
}

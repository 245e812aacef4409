/** Which file a path led to at one time. */
export interface Identity {
  /** The device it is on. */
  readonly dev: number;
  /** Its number there. */
  readonly ino: number | null;
}

/**
 * Whether two identities are of the same file.
 *
 * @param one an identity
 * @param other another
 */
export function isSame(one: Identity, other: Identity): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

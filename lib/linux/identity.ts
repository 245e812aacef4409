/** Which file a path led to at one time. */
export interface Identity {
  /** The device it is on. */
  readonly dev: number;
  /** Its number there. */
  readonly ino: number | null;
}

/**
 * Whether two looks saw the same file.
 *
 * @param one the first look
 * @param other the second
 */
export function isSame(one: Identity, other: Identity): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

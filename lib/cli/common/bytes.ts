const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/**
 * Formats a size as container tools do, in powers of 1000.
 *
 * @param bytes the size in bytes
 * @returns at most three significant digits and the unit
 *
 * @example
 * ```ts
 * formatBytes(7_340_032); // "7.34 MB"
 * ```
 */
export function formatBytes(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 999.5 && unit < UNITS.length - 1) {
    amount /= 1000;
    unit++;
  }
  return `${Number(amount.toPrecision(3))} ${UNITS[unit]}`;
}

/**
 * Reads the variable by which distributions fix the time of what they build.
 *
 * @returns `SOURCE_DATE_EPOCH`, in seconds since 1970, if it is set
 * @throws {RangeError} when it is no such number
 */
export function sourceDateEpoch(): number | undefined {
  const text = Deno.env.get("SOURCE_DATE_EPOCH");
  if (!text) return undefined;
  if (/^\d{1,11}$/.test(text)) return Number(text);
  throw new RangeError(
    `Cannot use SOURCE_DATE_EPOCH=${text}: it must be a number of seconds since 1970`,
  );
}

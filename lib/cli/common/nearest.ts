import { closestString } from "@std/text/closest-string";
import { levenshteinDistance } from "@std/text/levenshtein-distance";

/** Texts longer than this are no typing errors, and comparing them would take long. */
const MAX_LENGTH = 200;

/**
 * Finds the valid word that is nearest to a mistyped one.
 *
 * @param limit how many characters may differ, by default a third of the word
 *
 * @example
 * ```ts
 * nearest("valdate", ["images", "validate"]); // "validate"
 * nearest("xyz", ["images", "validate"]); // undefined
 * ```
 */
export function nearest(
  word: string,
  candidates: string[],
  limit = Math.floor(word.length / 3),
): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  const found = closestString(word, candidates);
  return levenshteinDistance(word, found) <= limit ? found : undefined;
}
